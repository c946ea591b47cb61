CREATE TABLE `audit` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`at` integer NOT NULL,
	`deed` text NOT NULL,
	`actor_id` text,
	`person_id` text,
	`ticket_id` text,
	`document_id` text,
	`facts` text NOT NULL,
	FOREIGN KEY (`actor_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`person_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`ticket_id`) REFERENCES `tickets`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`document_id`) REFERENCES `documents`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `audit_ticket` ON `audit` (`ticket_id`,`seq`);--> statement-breakpoint
CREATE INDEX `audit_document` ON `audit` (`document_id`,`seq`);--> statement-breakpoint
CREATE INDEX `audit_person` ON `audit` (`person_id`,`seq`);--> statement-breakpoint
CREATE TABLE `counters` (
	`name` text PRIMARY KEY NOT NULL,
	`value` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `destructions` (
	`id` text PRIMARY KEY NOT NULL,
	`document_id` text NOT NULL,
	`reason` text NOT NULL,
	`requested_by_id` text,
	`requested_at` integer NOT NULL,
	`finished_at` integer,
	FOREIGN KEY (`document_id`) REFERENCES `documents`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`requested_by_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `destructions_document_unique` ON `destructions` (`document_id`);--> statement-breakpoint
CREATE TABLE `documents` (
	`id` text PRIMARY KEY NOT NULL,
	`slip` integer NOT NULL,
	`account_id` text NOT NULL,
	`stored_by_id` text NOT NULL,
	`ticket_id` text,
	`kind` text NOT NULL,
	`state` text NOT NULL,
	`meta` blob,
	`cipher_bytes` integer,
	`cipher_sha256` text,
	`stored_at` integer NOT NULL,
	`destroyed_at` integer,
	FOREIGN KEY (`account_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`stored_by_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`ticket_id`) REFERENCES `tickets`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `documents_slip_unique` ON `documents` (`slip`);--> statement-breakpoint
CREATE INDEX `documents_ticket` ON `documents` (`ticket_id`,`slip`);--> statement-breakpoint
CREATE INDEX `documents_account` ON `documents` (`account_id`,`state`);--> statement-breakpoint
CREATE TABLE `drafts` (
	`person_id` text NOT NULL,
	`path` text NOT NULL,
	`fields` text NOT NULL,
	`saved_at` integer NOT NULL,
	PRIMARY KEY(`person_id`, `path`),
	FOREIGN KEY (`person_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `jobs` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`payload` text NOT NULL,
	`run_at` integer NOT NULL,
	`attempts` integer NOT NULL,
	`claimed_at` integer,
	`ended_at` integer,
	`result` text,
	`failure` text
);
--> statement-breakpoint
CREATE INDEX `jobs_due` ON `jobs` (`ended_at`,`run_at`);--> statement-breakpoint
CREATE TABLE `letters` (
	`id` text PRIMARY KEY NOT NULL,
	`person_id` text,
	`to` text NOT NULL,
	`subject` text NOT NULL,
	`text` text NOT NULL,
	`html` text NOT NULL,
	`state` text NOT NULL,
	`written_at` integer NOT NULL,
	`sent_at` integer,
	FOREIGN KEY (`person_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `letters_written` ON `letters` (`written_at`);--> statement-breakpoint
CREATE TABLE `limits` (
	`key` text PRIMARY KEY NOT NULL,
	`points` integer NOT NULL,
	`expire` integer
);
--> statement-breakpoint
CREATE TABLE `links` (
	`id` text PRIMARY KEY NOT NULL,
	`person_id` text,
	`kind` text NOT NULL,
	`expires_at` integer NOT NULL,
	`used_at` integer,
	FOREIGN KEY (`person_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `people` (
	`id` text PRIMARY KEY NOT NULL,
	`number` integer NOT NULL,
	`email` text NOT NULL,
	`name` text NOT NULL,
	`role` text NOT NULL,
	`state` text NOT NULL,
	`locale` text NOT NULL,
	`clearance` integer DEFAULT 0 NOT NULL,
	`password_hash` text,
	`totp_seed` blob,
	`totp_step` integer,
	`totp_enrolled_at` integer,
	`terms_version` integer,
	`terms_accepted_at` integer,
	`rights_start_at` integer,
	`rights_end_at` integer,
	`created_at` integer NOT NULL,
	`confirmed_at` integer,
	`closed_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `people_email_unique` ON `people` (`email`);--> statement-breakpoint
CREATE UNIQUE INDEX `people_number_unique` ON `people` (`number`);--> statement-breakpoint
CREATE INDEX `people_rights` ON `people` (`rights_end_at`);--> statement-breakpoint
CREATE TABLE `recovery_codes` (
	`id` text PRIMARY KEY NOT NULL,
	`person_id` text NOT NULL,
	`used_at` integer,
	FOREIGN KEY (`person_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `replies` (
	`id` text PRIMARY KEY NOT NULL,
	`ticket_id` text NOT NULL,
	`seq` integer NOT NULL,
	`author_id` text NOT NULL,
	`body` text NOT NULL,
	`internal` integer NOT NULL,
	`submission` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`ticket_id`) REFERENCES `tickets`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`author_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `replies_seq_unique` ON `replies` (`ticket_id`,`seq`);--> statement-breakpoint
CREATE UNIQUE INDEX `replies_submission_unique` ON `replies` (`author_id`,`submission`);--> statement-breakpoint
CREATE TABLE `sessions` (
	`id` text PRIMARY KEY NOT NULL,
	`person_id` text NOT NULL,
	`kind` text NOT NULL,
	`csrf` text NOT NULL,
	`pending_seed` blob,
	`recovery_codes` blob,
	`user_agent` text NOT NULL,
	`created_at` integer NOT NULL,
	`seen_at` integer NOT NULL,
	`ended_at` integer,
	FOREIGN KEY (`person_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `sessions_person` ON `sessions` (`person_id`);--> statement-breakpoint
CREATE TABLE `tickets` (
	`id` text PRIMARY KEY NOT NULL,
	`number` integer NOT NULL,
	`owner_id` text NOT NULL,
	`assignee_id` text,
	`category` text NOT NULL,
	`subject` text NOT NULL,
	`status` text NOT NULL,
	`visibility` text NOT NULL,
	`epoch` integer NOT NULL,
	`public_since` integer,
	`submission` text NOT NULL,
	`reply_count` integer NOT NULL,
	`opened_at` integer NOT NULL,
	`touched_at` integer NOT NULL,
	`erased_at` integer,
	FOREIGN KEY (`owner_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`assignee_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `tickets_number_unique` ON `tickets` (`number`);--> statement-breakpoint
CREATE UNIQUE INDEX `tickets_submission_unique` ON `tickets` (`owner_id`,`submission`);--> statement-breakpoint
CREATE INDEX `tickets_owner` ON `tickets` (`owner_id`,`number`);--> statement-breakpoint
CREATE INDEX `tickets_queue` ON `tickets` (`status`,`touched_at`,`number`);--> statement-breakpoint
CREATE INDEX `tickets_public` ON `tickets` (`visibility`,`number`);