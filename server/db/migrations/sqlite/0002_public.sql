CREATE TABLE `blocked_sites` (
	`host` text PRIMARY KEY NOT NULL,
	`reason` text NOT NULL,
	`by_id` text NOT NULL,
	`at` integer NOT NULL,
	FOREIGN KEY (`by_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `fingerprints` (
	`document_id` text NOT NULL,
	`account_id` text NOT NULL,
	`mark` text NOT NULL,
	`length` integer NOT NULL,
	PRIMARY KEY(`document_id`, `mark`),
	FOREIGN KEY (`document_id`) REFERENCES `documents`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `fingerprints_account` ON `fingerprints` (`account_id`);--> statement-breakpoint
CREATE TABLE `follows` (
	`ticket_id` text NOT NULL,
	`person_id` text NOT NULL,
	`what` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`ticket_id`, `what`, `person_id`),
	FOREIGN KEY (`ticket_id`) REFERENCES `tickets`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`person_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `follows_person` ON `follows` (`person_id`);--> statement-breakpoint
CREATE TABLE `publications` (
	`ticket_id` text PRIMARY KEY NOT NULL,
	`number` integer NOT NULL,
	`category` text NOT NULL,
	`subject` text NOT NULL,
	`excerpt` text NOT NULL,
	`status` text NOT NULL,
	`answered` integer NOT NULL,
	`owner_name` text,
	`licence` text NOT NULL,
	`comments` integer NOT NULL,
	`indexable` integer NOT NULL,
	`reply_count` integer NOT NULL,
	`same_count` integer NOT NULL,
	`epoch` integer NOT NULL,
	`opened_at` integer NOT NULL,
	`public_since` integer NOT NULL,
	`touched_at` integer NOT NULL,
	FOREIGN KEY (`ticket_id`) REFERENCES `tickets`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `publications_number_unique` ON `publications` (`number`);--> statement-breakpoint
CREATE INDEX `publications_home` ON `publications` (`answered`,`number`);--> statement-breakpoint
CREATE INDEX `publications_category` ON `publications` (`category`,`answered`,`number`);--> statement-breakpoint
CREATE TABLE `published_replies` (
	`reply_id` text PRIMARY KEY NOT NULL,
	`ticket_id` text NOT NULL,
	`seq` integer NOT NULL,
	`author_id` text NOT NULL,
	`by` text NOT NULL,
	`name` text,
	`body` text NOT NULL,
	`at` integer NOT NULL,
	FOREIGN KEY (`reply_id`) REFERENCES `replies`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`ticket_id`) REFERENCES `publications`(`ticket_id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `published_replies_seq_unique` ON `published_replies` (`ticket_id`,`seq`);--> statement-breakpoint
CREATE TABLE `reports` (
	`id` text PRIMARY KEY NOT NULL,
	`number` integer NOT NULL,
	`ticket_id` text NOT NULL,
	`reply_id` text,
	`reporter_id` text,
	`reason` text NOT NULL,
	`text` text NOT NULL,
	`legal` integer NOT NULL,
	`notifier_name` text,
	`notifier_email` text,
	`notifier_role` text,
	`state` text NOT NULL,
	`at` integer NOT NULL,
	`decided_at` integer,
	`decided_by_id` text,
	`decision` text,
	FOREIGN KEY (`ticket_id`) REFERENCES `tickets`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`reply_id`) REFERENCES `replies`(`id`) ON UPDATE no action ON DELETE set null,
	FOREIGN KEY (`reporter_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE set null,
	FOREIGN KEY (`decided_by_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `reports_number_unique` ON `reports` (`number`);--> statement-breakpoint
CREATE INDEX `reports_state` ON `reports` (`state`,`number`);--> statement-breakpoint
CREATE INDEX `reports_ticket` ON `reports` (`ticket_id`);--> statement-breakpoint
CREATE TABLE `search_rows` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`scope` text NOT NULL,
	`ticket_id` text NOT NULL,
	`reply_id` text,
	`number` integer NOT NULL,
	`words` text NOT NULL,
	FOREIGN KEY (`ticket_id`) REFERENCES `tickets`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`reply_id`) REFERENCES `replies`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `search_rows_ticket` ON `search_rows` (`ticket_id`,`scope`);--> statement-breakpoint
CREATE INDEX `search_rows_reply` ON `search_rows` (`reply_id`);--> statement-breakpoint
CREATE TABLE `suspensions` (
	`id` text PRIMARY KEY NOT NULL,
	`ticket_id` text NOT NULL,
	`report_id` text,
	`reason` text NOT NULL,
	`statement` text NOT NULL,
	`evidence` blob,
	`by_id` text NOT NULL,
	`at` integer NOT NULL,
	`appeal` text,
	`appealed_at` integer,
	`answer` text,
	`answered_at` integer,
	`answered_by_id` text,
	`lifted_at` integer,
	FOREIGN KEY (`ticket_id`) REFERENCES `tickets`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`report_id`) REFERENCES `reports`(`id`) ON UPDATE no action ON DELETE set null,
	FOREIGN KEY (`by_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`answered_by_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `suspensions_ticket` ON `suspensions` (`ticket_id`,`at`);--> statement-breakpoint
CREATE TABLE `verdicts` (
	`ticket_id` text NOT NULL,
	`mark` text NOT NULL,
	`kind` text NOT NULL,
	`verdict` text NOT NULL,
	`by_id` text,
	`at` integer NOT NULL,
	PRIMARY KEY(`ticket_id`, `mark`),
	FOREIGN KEY (`ticket_id`) REFERENCES `tickets`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`by_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
ALTER TABLE `people` ADD `public_name` text;--> statement-breakpoint
ALTER TABLE `people` ADD `secret_rule` text DEFAULT 'send' NOT NULL;--> statement-breakpoint
ALTER TABLE `tickets` ADD `comments` integer DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE `tickets` ADD `indexable` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `tickets` ADD `licence` text DEFAULT 'reserved' NOT NULL;--> statement-breakpoint
ALTER TABLE `tickets` ADD `suspended_at` integer;
--> statement-breakpoint
CREATE VIRTUAL TABLE `search_index` USING fts5(words, content='search_rows', content_rowid='seq', tokenize='unicode61 remove_diacritics 2', prefix='2 3');
--> statement-breakpoint
INSERT INTO `search_index`(`search_index`, `rank`) VALUES ('secure-delete', 1);
--> statement-breakpoint
CREATE TRIGGER `search_rows_added` AFTER INSERT ON `search_rows` BEGIN
  INSERT INTO `search_index`(`rowid`, `words`) VALUES (new.`seq`, new.`words`);
END;
--> statement-breakpoint
CREATE TRIGGER `search_rows_removed` AFTER DELETE ON `search_rows` BEGIN
  INSERT INTO `search_index`(`search_index`, `rowid`, `words`) VALUES ('delete', old.`seq`, old.`words`);
END;
--> statement-breakpoint
CREATE TRIGGER `search_rows_changed` AFTER UPDATE ON `search_rows` BEGIN
  INSERT INTO `search_index`(`search_index`, `rowid`, `words`) VALUES ('delete', old.`seq`, old.`words`);
  INSERT INTO `search_index`(`rowid`, `words`) VALUES (new.`seq`, new.`words`);
END;
