CREATE TABLE `alarms` (
	`id` text PRIMARY KEY NOT NULL,
	`what` text NOT NULL,
	`about` text NOT NULL,
	`detail` text NOT NULL,
	`count` integer NOT NULL,
	`raised_at` integer NOT NULL,
	`last_at` integer NOT NULL,
	`cleared_at` integer,
	`cleared_by_id` text,
	FOREIGN KEY (`cleared_by_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `alarms_open` ON `alarms` (`cleared_at`,`raised_at`);--> statement-breakpoint
CREATE TABLE `facts` (
	`name` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `grants` (
	`id` text PRIMARY KEY NOT NULL,
	`document_id` text NOT NULL,
	`ticket_id` text NOT NULL,
	`agent_id` text NOT NULL,
	`kind` text NOT NULL,
	`purpose` text NOT NULL,
	`minutes` integer NOT NULL,
	`state` text NOT NULL,
	`asked_at` integer NOT NULL,
	`decided_at` integer,
	`decided_by_id` text,
	`expires_at` integer,
	`ended_at` integer,
	FOREIGN KEY (`document_id`) REFERENCES `documents`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`ticket_id`) REFERENCES `tickets`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`agent_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`decided_by_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `grants_document` ON `grants` (`document_id`,`state`);--> statement-breakpoint
CREATE INDEX `grants_ticket` ON `grants` (`ticket_id`,`state`);--> statement-breakpoint
CREATE TABLE `log_nodes` (
	`level` integer NOT NULL,
	`position` integer NOT NULL,
	`hash` blob NOT NULL,
	PRIMARY KEY(`level`, `position`)
);
--> statement-breakpoint
CREATE TABLE `open_tokens` (
	`id` text PRIMARY KEY NOT NULL,
	`document_id` text NOT NULL,
	`session_id` text NOT NULL,
	`reason` text NOT NULL,
	`expires_at` integer NOT NULL,
	`used_at` integer,
	FOREIGN KEY (`document_id`) REFERENCES `documents`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`session_id`) REFERENCES `sessions`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `requests` (
	`id` text PRIMARY KEY NOT NULL,
	`ticket_id` text NOT NULL,
	`asked_by_id` text NOT NULL,
	`kind` text NOT NULL,
	`label` text NOT NULL,
	`why` text NOT NULL,
	`state` text NOT NULL,
	`asked_at` integer NOT NULL,
	`closed_at` integer,
	`document_id` text,
	FOREIGN KEY (`ticket_id`) REFERENCES `tickets`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`asked_by_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`document_id`) REFERENCES `documents`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `requests_ticket` ON `requests` (`ticket_id`,`asked_at`);--> statement-breakpoint
CREATE TABLE `shares` (
	`id` text PRIMARY KEY NOT NULL,
	`document_id` text NOT NULL,
	`token` text NOT NULL,
	`label` text NOT NULL,
	`passphrase_hash` text,
	`views` integer NOT NULL,
	`most_views` integer NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`revoked_at` integer,
	FOREIGN KEY (`document_id`) REFERENCES `documents`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `shares_token_unique` ON `shares` (`token`);--> statement-breakpoint
CREATE INDEX `shares_document` ON `shares` (`document_id`);--> statement-breakpoint
CREATE TABLE `signing_keys` (
	`kid` text PRIMARY KEY NOT NULL,
	`x` text NOT NULL,
	`from_at` integer NOT NULL,
	`to_at` integer
);
--> statement-breakpoint
ALTER TABLE `audit` ADD `key` blob;--> statement-breakpoint
ALTER TABLE `audit` ADD `leaf` blob;--> statement-breakpoint
ALTER TABLE `audit` ADD `position` integer;--> statement-breakpoint
CREATE UNIQUE INDEX `audit_position_unique` ON `audit` (`position`);--> statement-breakpoint
ALTER TABLE `destructions` ADD `sealed` text;--> statement-breakpoint
ALTER TABLE `destructions` ADD `steps` text;--> statement-breakpoint
ALTER TABLE `destructions` ADD `epoch` integer;--> statement-breakpoint
ALTER TABLE `destructions` ADD `live` text;--> statement-breakpoint
ALTER TABLE `destructions` ADD `final` text;--> statement-breakpoint
ALTER TABLE `documents` ADD `wrap_sha256` text;--> statement-breakpoint
ALTER TABLE `documents` ADD `scan` text DEFAULT 'none' NOT NULL;--> statement-breakpoint
ALTER TABLE `documents` ADD `view_once` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `sessions` ADD `proved_at` integer;--> statement-breakpoint
ALTER TABLE `tickets` ADD `access` text DEFAULT 'ask' NOT NULL;--> statement-breakpoint
UPDATE `documents` SET `kind` = 'note' WHERE `kind` = 'text';
