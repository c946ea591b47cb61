/** Sending documents: progress, checks, quotas, scanning. */
export const uploads = {
  'uploads.used': '{used} of {most} are in use.',
  'uploads.full':
    'This vault holds at most {most} GB, {used} GB of it are in use, and this does not fit any more. Nothing of it was kept. Destroy what is no longer needed, or send less.',
  'uploads.full_documents':
    'This vault holds at most {most} documents, and {count} are in it. Nothing more was kept. Destroy what is no longer needed.',
  'uploads.scanner_away':
    'Every document is checked for malware before it is taken, and the scanner does not answer at the moment. Nothing of it was kept. Try again in a few minutes.',
  'uploads.too_large_to_scan':
    'Every document is checked for malware before it is taken, and this one is larger than the scanner takes. Nothing of it was kept. Split it, or send the part that matters.',

  'uploads.chosen': 'Chosen documents',
  'uploads.computing': 'computing its SHA-256…',
  'uploads.sending': 'Sending the documents',
  'uploads.sent': '{percent} sent',
  'uploads.sealing': 'All of it has arrived. The desk is sealing and checking it.',
  'uploads.cancel': 'Stop sending',
  'uploads.cancelled': 'You stopped it. Nothing was kept. Send it again when you like.',
  'uploads.cut': 'The line was cut. Nothing was kept. Send it again.',
  'uploads.unanswered':
    'All of it had been sent, but the line was cut before the desk could answer. Load the page again to see whether it is there.',
  'uploads.same': 'Your browser computed the same SHA-256.',
  'uploads.differs':
    'Your browser computed another SHA-256 for {name} than the desk: {sha256}. What was sealed is not what you chose. Destroy it, then send it again.',

  'scan.label': 'malware',
  'scan.clean': 'none found when it arrived',
  'scan.unscanned': 'not checked: the scanner did not answer',
  'scan.infected': 'found: in quarantine',
  'scan.malware_mine':
    'This document looks like malware ({malware}). Support cannot open it. Destroy it, or download it at your own risk.',
  'scan.malware_staff': 'This document looks like malware ({malware}). It is in quarantine: support cannot open it.',
  'scan.malware_waiting':
    'This document looks like malware. If you send it, support cannot open it. Untick it to leave it out.',
  'mail.quarantined.subject': 'Slip S-{slip} looks like malware',
  'mail.quarantined.body':
    'The document on slip S-{slip} of your vault looks like malware. Support cannot open it. You can destroy it, or download it at your own risk.',
  'mail.quarantined.action': 'See the slip',

  'verify.title': 'Is it still what was sealed?',
  'verify.text':
    'The desk reads it again from the disk, to its last byte, and compares length and SHA-256 with what was sealed.',
  'verify.act': 'Read it again and compare',
  'verify.same': {
    one: 'Read again from the disk on {at}: {count} byte, unchanged. SHA-256:',
    other: 'Read again from the disk on {at}: {count} bytes, unchanged. SHA-256:',
  },
  'verify.differs': 'Read again from the disk on {at}: this is not what was sealed.',
  'verify.differs_text':
    'Nothing of it is given out. The administrators of the desk have been told; write to support on your ticket and quote the slip.',
} as const
