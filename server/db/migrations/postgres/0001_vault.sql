CREATE TABLE "alarms" (
	"id" text PRIMARY KEY NOT NULL,
	"what" text NOT NULL,
	"about" text NOT NULL,
	"detail" text NOT NULL,
	"count" integer NOT NULL,
	"raised_at" timestamp (3) with time zone NOT NULL,
	"last_at" timestamp (3) with time zone NOT NULL,
	"cleared_at" timestamp (3) with time zone,
	"cleared_by_id" text
);
--> statement-breakpoint
CREATE TABLE "facts" (
	"name" text PRIMARY KEY NOT NULL,
	"value" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "grants" (
	"id" text PRIMARY KEY NOT NULL,
	"document_id" text NOT NULL,
	"ticket_id" text NOT NULL,
	"agent_id" text NOT NULL,
	"kind" text NOT NULL,
	"purpose" text NOT NULL,
	"minutes" integer NOT NULL,
	"state" text NOT NULL,
	"asked_at" timestamp (3) with time zone NOT NULL,
	"decided_at" timestamp (3) with time zone,
	"decided_by_id" text,
	"expires_at" timestamp (3) with time zone,
	"ended_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "log_nodes" (
	"level" integer NOT NULL,
	"position" integer NOT NULL,
	"hash" "bytea" NOT NULL,
	CONSTRAINT "log_nodes_level_position_pk" PRIMARY KEY("level","position")
);
--> statement-breakpoint
CREATE TABLE "open_tokens" (
	"id" text PRIMARY KEY NOT NULL,
	"document_id" text NOT NULL,
	"session_id" text NOT NULL,
	"reason" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "requests" (
	"id" text PRIMARY KEY NOT NULL,
	"ticket_id" text NOT NULL,
	"asked_by_id" text NOT NULL,
	"kind" text NOT NULL,
	"label" text NOT NULL,
	"why" text NOT NULL,
	"state" text NOT NULL,
	"asked_at" timestamp (3) with time zone NOT NULL,
	"closed_at" timestamp (3) with time zone,
	"document_id" text
);
--> statement-breakpoint
CREATE TABLE "shares" (
	"id" text PRIMARY KEY NOT NULL,
	"document_id" text NOT NULL,
	"token" text NOT NULL,
	"label" text NOT NULL,
	"passphrase_hash" text,
	"views" integer NOT NULL,
	"most_views" integer NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"revoked_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "signing_keys" (
	"kid" text PRIMARY KEY NOT NULL,
	"x" text NOT NULL,
	"from_at" timestamp (3) with time zone NOT NULL,
	"to_at" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "audit" ADD COLUMN "key" "bytea";--> statement-breakpoint
ALTER TABLE "audit" ADD COLUMN "leaf" "bytea";--> statement-breakpoint
ALTER TABLE "audit" ADD COLUMN "position" integer;--> statement-breakpoint
ALTER TABLE "destructions" ADD COLUMN "sealed" jsonb;--> statement-breakpoint
ALTER TABLE "destructions" ADD COLUMN "steps" jsonb;--> statement-breakpoint
ALTER TABLE "destructions" ADD COLUMN "epoch" integer;--> statement-breakpoint
ALTER TABLE "destructions" ADD COLUMN "live" text;--> statement-breakpoint
ALTER TABLE "destructions" ADD COLUMN "final" text;--> statement-breakpoint
ALTER TABLE "documents" ADD COLUMN "wrap_sha256" text;--> statement-breakpoint
ALTER TABLE "documents" ADD COLUMN "scan" text DEFAULT 'none' NOT NULL;--> statement-breakpoint
ALTER TABLE "documents" ADD COLUMN "view_once" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "proved_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "tickets" ADD COLUMN "access" text DEFAULT 'ask' NOT NULL;--> statement-breakpoint
ALTER TABLE "alarms" ADD CONSTRAINT "alarms_cleared_by_id_people_id_fk" FOREIGN KEY ("cleared_by_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "grants" ADD CONSTRAINT "grants_document_id_documents_id_fk" FOREIGN KEY ("document_id") REFERENCES "public"."documents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "grants" ADD CONSTRAINT "grants_ticket_id_tickets_id_fk" FOREIGN KEY ("ticket_id") REFERENCES "public"."tickets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "grants" ADD CONSTRAINT "grants_agent_id_people_id_fk" FOREIGN KEY ("agent_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "grants" ADD CONSTRAINT "grants_decided_by_id_people_id_fk" FOREIGN KEY ("decided_by_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "open_tokens" ADD CONSTRAINT "open_tokens_document_id_documents_id_fk" FOREIGN KEY ("document_id") REFERENCES "public"."documents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "open_tokens" ADD CONSTRAINT "open_tokens_session_id_sessions_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."sessions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "requests" ADD CONSTRAINT "requests_ticket_id_tickets_id_fk" FOREIGN KEY ("ticket_id") REFERENCES "public"."tickets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "requests" ADD CONSTRAINT "requests_asked_by_id_people_id_fk" FOREIGN KEY ("asked_by_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "requests" ADD CONSTRAINT "requests_document_id_documents_id_fk" FOREIGN KEY ("document_id") REFERENCES "public"."documents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "shares" ADD CONSTRAINT "shares_document_id_documents_id_fk" FOREIGN KEY ("document_id") REFERENCES "public"."documents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "alarms_open" ON "alarms" USING btree ("cleared_at","raised_at");--> statement-breakpoint
CREATE INDEX "grants_document" ON "grants" USING btree ("document_id","state");--> statement-breakpoint
CREATE INDEX "grants_ticket" ON "grants" USING btree ("ticket_id","state");--> statement-breakpoint
CREATE INDEX "requests_ticket" ON "requests" USING btree ("ticket_id","asked_at");--> statement-breakpoint
CREATE UNIQUE INDEX "shares_token_unique" ON "shares" USING btree ("token");--> statement-breakpoint
CREATE INDEX "shares_document" ON "shares" USING btree ("document_id");--> statement-breakpoint
CREATE UNIQUE INDEX "audit_position_unique" ON "audit" USING btree ("position");--> statement-breakpoint
UPDATE "documents" SET "kind" = 'note' WHERE "kind" = 'text';
