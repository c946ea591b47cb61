/** “Please send us…” */
export const requests = {
  'request.title': 'Support asks you for something',
  'request.intro': 'What you send goes straight into the vault, never into the conversation. You may also say no.',
  'request.asked_by': 'asked by',
  'request.why': 'why',
  'request.label': 'What it is called in your vault',
  'request.secret': 'Type or paste it here',
  'request.secret_hint': 'Sealed as a text. It is not shown on this page again.',
  'request.secret_missing': 'Type what is asked for, or decline below.',
  'request.answer': 'Seal it and send it',
  'request.decline': 'Do not send it',
  'request.over':
    'This request is over: it was answered, taken back or closed before your form arrived. Nothing that you sent is lost.',

  'request.waiting': 'Asked for, not here yet',
  'request.line': '“{label}”, asked by {who}',
  'request.withdraw': 'Withdraw',
  'request.ask': 'Ask for a document',
  'request.what': 'What should be sent',
  'request.what_hint': 'So that {owner} knows it when they see it: “Invoice of the licence”.',
  'request.label_missing': 'Say what should be sent.',
  'request.kind': 'What kind of thing it is',
  'request.reason': 'What it is needed for',
  'request.reason_hint': 'In a sentence. {owner} reads it.',
  'request.why_missing': 'Say what it is needed for.',
  'request.act': 'Ask {owner}',

  'event.request.made': '{who} asked for “{label}”',
  'event.request.answered': '{who} sent “{label}” to the vault, as asked',
  'event.request.declined': '{who} will not send “{label}”',
  'event.request.withdrawn': '{who} no longer asks for “{label}”',

  'mail.request.subject': 'Ticket {number}: support asks you for something',
  'mail.request.body':
    'Support asks you for something on ticket {number}. What it is and why stands on the ticket, and what you send there goes straight into your vault. Never send it by mail.',
  'mail.request.action': 'See what is asked for',
  'mail.sent.subject': 'Ticket {number}: an answer to your request',
  'mail.sent.body': 'The customer has answered what you asked for on ticket {number}.',
  'mail.sent.action': 'See the ticket',
} as const
