/** Receipts, certificates of destruction, the record and its proofs. */
export const certificates = {
  'log.entries': { one: 'Vault log: {count} entry, head', other: 'Vault log: {count} entries, head' },

  'alarm.record': 'The record was changed',
  'alarm.record.text':
    'Its log no longer begins with what it was before, or cannot be read. Run “verify”, which names the lines, and compare the head with the one in your letters.',

  'receipt.signed': 'Signed receipt',

  'record.title': 'Everything that was done with it',
  'record.text':
    'Each line was written before the deed took effect, whoever did it: you, support, an administrator or the desk by itself. It is added at once and cannot be changed: it has a place in the log, whose signed head is public.',
  'record.when': 'When',
  'record.what': 'What',
  'record.who': 'Who',
  'record.why': 'Why',
  'record.scrolls': 'The record of slip {slip}, scrolls sideways',
  'record.link': 'whoever has the link',
  'record.minutes': { one: '{count} minute', other: '{count} minutes' },
  'record.refused.leave': 'without leave',
  'record.refused.token': 'too late, or a second time',
  'record.refused.code': 'with a wrong code',
  'record.same': 'it is what was sealed',
  'record.differs': 'it is not what was sealed',
  'record.file': 'The record with its proofs',
  'record.check': 'Check the proofs here',
  'record.checking': 'Your browser is computing…',
  'record.holds': 'line {index} of {size} in the signed log',
  'record.broken': 'this line does not match its proof',
  'record.unproved': 'no proof came for this line',
  'record.all_hold':
    'All lines hold. Your browser has computed each one again up to the head of {size} lines, {head}, and the signature of the desk on that head is right.',
  'record.some_broken':
    'Something does not hold: look at the lines marked below. Keep this page and the file with the proofs, and ask the administrators.',
  'record.bad_head': 'The signature on the head of the log is not right. Trust none of these lines.',
  'record.unsigned':
    'Your browser has computed each line again up to the head of {size} lines, {head}, and all of them hold. It cannot check Ed25519 signatures, so check the signature on the head with the file and another program.',
  'record.cannot':
    'This browser cannot compute here: it takes a secure address (https). Use the file with the proofs and another program.',
  'record.no_answer': 'The desk did not answer. Try again.',

  'certificate.link': 'Certificate',
  'certificate.title': 'Certificate of destruction {id}',
  'certificate.heading': 'Certificate of destruction',
  'certificate.back': 'Back to slip {slip}',
  'certificate.file': 'Signed file',
  'certificate.stage.live': 'first certificate',
  'certificate.stage.final': 'final certificate',
  'certificate.say.live':
    'The document of slip {slip} was destroyed. Its key, its name and its content are gone from this desk: nobody can open it any more.',
  'certificate.say.final':
    'The document of slip {slip} was destroyed. Nobody can read it again, not from the desk, not from a backup.',
  'certificate.pending': 'Slip {slip} is being destroyed',
  'certificate.pending_text':
    'Nobody can open it any more. The desk is clearing away what is left of it and signs the certificate when nothing is found. Come back to this address in a few minutes.',

  'certificate.slip': 'Slip',
  'certificate.sealed': 'sealed on {at}',
  'certificate.owner': 'Owner',
  'certificate.owner_text': 'a name that only they and the desk can resolve',
  'certificate.asked': 'Asked',
  'certificate.by.owner': '{at}, by its owner',
  'certificate.by.administrator': '{at}, by an administrator',
  'certificate.by.desk': '{at}, by the desk itself',
  'certificate.destroyed': 'Destroyed',
  'certificate.backups': 'Backups dead by',
  'certificate.backups.live': '{at} at the latest, when the root key is replaced; the final certificate says so',
  'certificate.backups.final': '{at}, when root key {epoch} was destroyed',
  'certificate.cipher': 'Ciphertext',
  'certificate.wrap': 'Wrapped key',
  'certificate.unknown': 'not known',

  'certificate.done': 'What was done',
  'certificate.step': 'Step',
  'certificate.at': 'At (UTC)',
  'certificate.checked': 'Checked',
  'certificate.step.replayed': 'Brought back by an old copy, and destroyed again',
  'certificate.step.revoked': 'Reading refused, downloads cut',
  'certificate.step.logged': 'Entered in the log of destructions',
  'certificate.step.key': 'Key deleted, keyring rewritten',
  'certificate.step.blob': 'File overwritten and removed',
  'certificate.step.erased': 'Name, size and digests erased',
  'certificate.step.scanned': 'All of it looked for once more',
  'certificate.step.rotated': 'Root key destroyed',
  'certificate.result.none_open': 'nobody was reading',
  'certificate.result.all_ended': 'all of them have ended',
  'certificate.result.cut': 'cut; the last of them ended later',
  'certificate.result.appended': 'before the key went',
  'certificate.result.not_in_keyring': 'neither in the keyring nor in its journal',
  'certificate.result.path_absent': 'no such file',
  'certificate.result.row_empty': 'the row is empty, the journal too',
  'certificate.result.nothing_found': 'nothing found',
  'certificate.result.root_destroyed': 'old copies of the key open nothing',

  'certificate.stages': 'Two certificates',
  'certificate.stages.live':
    'The first says that nothing is left on the running desk. Older copies of the keyring, together with the root key of that day, could still open an older copy of the document.',
  'certificate.stages.final':
    'The final one adds that this root key is destroyed too. From then on every copy, wherever it lies, is noise.',
  'certificate.stages.waits': 'It comes at this same address by {at} at the latest.',
  'certificate.stages.here': 'It is here.',

  'certificate.limits': 'What this paper can and cannot say',
  'certificate.limits_text':
    'It proves that the desk said this at that time and cannot deny it. It cannot prove that nobody made a copy while the document could be opened, nor that whoever runs the desk kept none: the record of the slip, which its owner has, says who opened it.',

  'certificate.signature': 'Signature',
  'certificate.signed': 'Ed25519, key',
  'certificate.entry': 'Line {entry} of {size} in the log, head',
  'certificate.qr': 'This page, to be scanned',
  'certificate.check': 'Check it without us',
  'certificate.check_text':
    'Four lines for any shell with OpenSSL 3. The first fetches the signed file and the public key; the next two take out of that file what was signed, and put before it the heading that the DSSE format wants; the last checks. It must answer “Signature Verified Successfully”. With one changed byte it does not.',
  'certificate.check_desk': 'Or, where a copy of this program is:',
} as const
