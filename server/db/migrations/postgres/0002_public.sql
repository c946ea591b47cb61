CREATE TABLE "blocked_sites" (
	"host" text PRIMARY KEY NOT NULL,
	"reason" text NOT NULL,
	"by_id" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "fingerprints" (
	"document_id" text NOT NULL,
	"account_id" text NOT NULL,
	"mark" text NOT NULL,
	"length" integer NOT NULL,
	CONSTRAINT "fingerprints_document_id_mark_pk" PRIMARY KEY("document_id","mark")
);
--> statement-breakpoint
CREATE TABLE "follows" (
	"ticket_id" text NOT NULL,
	"person_id" text NOT NULL,
	"what" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "follows_ticket_id_what_person_id_pk" PRIMARY KEY("ticket_id","what","person_id")
);
--> statement-breakpoint
CREATE TABLE "publications" (
	"ticket_id" text PRIMARY KEY NOT NULL,
	"number" integer NOT NULL,
	"category" text NOT NULL,
	"subject" text NOT NULL,
	"excerpt" text NOT NULL,
	"status" text NOT NULL,
	"answered" integer NOT NULL,
	"owner_name" text,
	"licence" text NOT NULL,
	"comments" boolean NOT NULL,
	"indexable" boolean NOT NULL,
	"reply_count" integer NOT NULL,
	"same_count" integer NOT NULL,
	"epoch" integer NOT NULL,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"public_since" timestamp (3) with time zone NOT NULL,
	"touched_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "published_replies" (
	"reply_id" text PRIMARY KEY NOT NULL,
	"ticket_id" text NOT NULL,
	"seq" integer NOT NULL,
	"author_id" text NOT NULL,
	"by" text NOT NULL,
	"name" text,
	"body" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "reports" (
	"id" text PRIMARY KEY NOT NULL,
	"number" integer NOT NULL,
	"ticket_id" text NOT NULL,
	"reply_id" text,
	"reporter_id" text,
	"reason" text NOT NULL,
	"text" text NOT NULL,
	"legal" boolean NOT NULL,
	"notifier_name" text,
	"notifier_email" text,
	"notifier_role" text,
	"state" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"decided_at" timestamp (3) with time zone,
	"decided_by_id" text,
	"decision" text
);
--> statement-breakpoint
CREATE TABLE "search_rows" (
	"seq" bigserial PRIMARY KEY NOT NULL,
	"scope" text NOT NULL,
	"ticket_id" text NOT NULL,
	"reply_id" text,
	"number" integer NOT NULL,
	"words" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "suspensions" (
	"id" text PRIMARY KEY NOT NULL,
	"ticket_id" text NOT NULL,
	"report_id" text,
	"reason" text NOT NULL,
	"statement" text NOT NULL,
	"evidence" "bytea",
	"by_id" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"appeal" text,
	"appealed_at" timestamp (3) with time zone,
	"answer" text,
	"answered_at" timestamp (3) with time zone,
	"answered_by_id" text,
	"lifted_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "verdicts" (
	"ticket_id" text NOT NULL,
	"mark" text NOT NULL,
	"kind" text NOT NULL,
	"verdict" text NOT NULL,
	"by_id" text,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "verdicts_ticket_id_mark_pk" PRIMARY KEY("ticket_id","mark")
);
--> statement-breakpoint
ALTER TABLE "people" ADD COLUMN "public_name" text;--> statement-breakpoint
ALTER TABLE "people" ADD COLUMN "secret_rule" text DEFAULT 'send' NOT NULL;--> statement-breakpoint
ALTER TABLE "tickets" ADD COLUMN "comments" boolean DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE "tickets" ADD COLUMN "indexable" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "tickets" ADD COLUMN "licence" text DEFAULT 'reserved' NOT NULL;--> statement-breakpoint
ALTER TABLE "tickets" ADD COLUMN "suspended_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "blocked_sites" ADD CONSTRAINT "blocked_sites_by_id_people_id_fk" FOREIGN KEY ("by_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "fingerprints" ADD CONSTRAINT "fingerprints_document_id_documents_id_fk" FOREIGN KEY ("document_id") REFERENCES "public"."documents"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "follows" ADD CONSTRAINT "follows_ticket_id_tickets_id_fk" FOREIGN KEY ("ticket_id") REFERENCES "public"."tickets"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "follows" ADD CONSTRAINT "follows_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "publications" ADD CONSTRAINT "publications_ticket_id_tickets_id_fk" FOREIGN KEY ("ticket_id") REFERENCES "public"."tickets"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "published_replies" ADD CONSTRAINT "published_replies_reply_id_replies_id_fk" FOREIGN KEY ("reply_id") REFERENCES "public"."replies"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "published_replies" ADD CONSTRAINT "published_replies_ticket_id_publications_ticket_id_fk" FOREIGN KEY ("ticket_id") REFERENCES "public"."publications"("ticket_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reports" ADD CONSTRAINT "reports_ticket_id_tickets_id_fk" FOREIGN KEY ("ticket_id") REFERENCES "public"."tickets"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reports" ADD CONSTRAINT "reports_reply_id_replies_id_fk" FOREIGN KEY ("reply_id") REFERENCES "public"."replies"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reports" ADD CONSTRAINT "reports_reporter_id_people_id_fk" FOREIGN KEY ("reporter_id") REFERENCES "public"."people"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reports" ADD CONSTRAINT "reports_decided_by_id_people_id_fk" FOREIGN KEY ("decided_by_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "search_rows" ADD CONSTRAINT "search_rows_ticket_id_tickets_id_fk" FOREIGN KEY ("ticket_id") REFERENCES "public"."tickets"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "search_rows" ADD CONSTRAINT "search_rows_reply_id_replies_id_fk" FOREIGN KEY ("reply_id") REFERENCES "public"."replies"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "suspensions" ADD CONSTRAINT "suspensions_ticket_id_tickets_id_fk" FOREIGN KEY ("ticket_id") REFERENCES "public"."tickets"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "suspensions" ADD CONSTRAINT "suspensions_report_id_reports_id_fk" FOREIGN KEY ("report_id") REFERENCES "public"."reports"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "suspensions" ADD CONSTRAINT "suspensions_by_id_people_id_fk" FOREIGN KEY ("by_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "suspensions" ADD CONSTRAINT "suspensions_answered_by_id_people_id_fk" FOREIGN KEY ("answered_by_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verdicts" ADD CONSTRAINT "verdicts_ticket_id_tickets_id_fk" FOREIGN KEY ("ticket_id") REFERENCES "public"."tickets"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verdicts" ADD CONSTRAINT "verdicts_by_id_people_id_fk" FOREIGN KEY ("by_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "fingerprints_account" ON "fingerprints" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "follows_person" ON "follows" USING btree ("person_id");--> statement-breakpoint
CREATE UNIQUE INDEX "publications_number_unique" ON "publications" USING btree ("number");--> statement-breakpoint
CREATE INDEX "publications_home" ON "publications" USING btree ("answered","number");--> statement-breakpoint
CREATE INDEX "publications_category" ON "publications" USING btree ("category","answered","number");--> statement-breakpoint
CREATE UNIQUE INDEX "published_replies_seq_unique" ON "published_replies" USING btree ("ticket_id","seq");--> statement-breakpoint
CREATE UNIQUE INDEX "reports_number_unique" ON "reports" USING btree ("number");--> statement-breakpoint
CREATE INDEX "reports_state" ON "reports" USING btree ("state","number");--> statement-breakpoint
CREATE INDEX "reports_ticket" ON "reports" USING btree ("ticket_id");--> statement-breakpoint
CREATE INDEX "search_rows_ticket" ON "search_rows" USING btree ("ticket_id","scope");--> statement-breakpoint
CREATE INDEX "search_rows_reply" ON "search_rows" USING btree ("reply_id");--> statement-breakpoint
CREATE INDEX "suspensions_ticket" ON "suspensions" USING btree ("ticket_id","at");--> statement-breakpoint
ALTER TABLE "search_rows" ADD COLUMN "found" tsvector GENERATED ALWAYS AS (to_tsvector('simple', "words")) STORED;
--> statement-breakpoint
CREATE INDEX "search_rows_found" ON "search_rows" USING gin ("found");
