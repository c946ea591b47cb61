/** The vault’s upkeep: alarms, rotation, scrub, clock, backups. */
export const upkeep = {
  'admin.vault': 'Vault',
  'admin.vault.title': 'The vault',

  'upkeep.alarms': 'What needs you',
  'upkeep.no_alarm': 'Nothing needs you.',
  'upkeep.raised': 'Since',
  'upkeep.again': { one: 'met {count} time, last', other: 'met {count} times, last' },
  'upkeep.clear': 'I have seen to it',
  'upkeep.clear_of': 'I have seen to it: {alarm}',

  'alarm.damaged': 'A document does not match its seal',
  'alarm.damaged.text':
    'What lies in the vault is not what was stored: the disk failed, or somebody changed it. Nothing of it is given out. Bring this blob back from the last copy, or ask its owner for it again.',
  'alarm.no_key': 'The key of a document is missing',
  'alarm.no_key.text':
    'The document is stored, and nobody can open it. If the keyring was replaced by an older one, put the newest back; else the document is lost and its owner should know.',
  'alarm.no_blob': 'A document is missing from the vault',
  'alarm.no_blob.text':
    'Its key is there, what it opens is not. Bring this blob back from the last copy, or ask its owner for it again.',
  'alarm.unfinished': 'A destruction does not come to its end',
  'alarm.unfinished.text':
    'Nobody can open the document any more, but something of it may still be on the disk. The desk goes on trying; look whether the disk is full or cannot be written.',
  'alarm.foreign': 'The vault holds documents that this desk does not know',
  'alarm.foreign.text':
    'The database knows no document at all and the vault has some: they belong to another database. Nothing of them was removed. Put the right database and the right vault together.',
  'alarm.infected': 'A document carries malware',
  'alarm.infected.text': 'It is in quarantine and nobody of the staff can open it. Its owner was told.',
  'alarm.scanner_away': 'The malware scanner does not answer',
  'alarm.scanner_away.text': 'Look whether it is running, and whether CLAMD_URL names it.',
  'alarm.clock': 'The clock of this machine cannot be believed',
  'alarm.clock.text':
    'It was set forward or back. Access that seems ended is refused meanwhile; because of a clock that leapt forward, nothing is destroyed.',
  'alarm.rotation': 'The root key was not turned',
  'alarm.rotation.text':
    'Until it is, older copies of the keyring open what was destroyed since, and its final certificates wait. The desk tries again at night.',
  'alarm.log': 'The destruction log is not as it should be',
  'alarm.log.text':
    'It was new, an older one, or could not be written. Where it cannot be written, nothing is destroyed to the end. Look at the file that DESTRUCTION_LOG names, and whether an old copy was put in its place.',
  'alarm.replayed': 'An old copy had brought destroyed documents back',
  'alarm.replayed.text':
    'They were destroyed again, and accounts that had been closed were closed again, before anybody was served. Find out who put the old copy there, if it was not you.',
  'alarm.record': 'The record does not go on from where it was',
  'alarm.record.text':
    'Lines of it, or the tree over them, were changed or are missing: somebody changed the past, or the disk failed. The command verify names the lines.',
  'alarm.backup': 'The copies are not as they should be',
  'alarm.backup.text': 'The last one could not be made, completed or brought back in a rehearsal. Make another one.',

  'upkeep.clock_title': 'The clock of this machine',
  'upkeep.clock_ahead':
    'It has leapt forward by more than the machine has counted. Sessions and access rights that seem ended are refused, and nothing is destroyed because of the time, until it is set right or you say that it is.',
  'upkeep.clock_behind':
    'It was set back. For the desk, time has not gone back: it goes on slowly until the clock has caught up. Say that the clock is right if it is; sessions begun in the meantime are ended.',
  'upkeep.clock_shows': 'The desk now goes by',
  'upkeep.clock_act': 'The clock of this machine is right',
  'upkeep.clock_confirmed': 'The desk goes by this clock again.',
  'clock.nothing_purged':
    'The clock of this machine has leapt forward, so nobody knows whose access has really ended. Nothing has been destroyed. An administrator can confirm the clock on the page of the vault.',

  'upkeep.stands': 'How it stands',
  'upkeep.documents': 'What it holds',
  'upkeep.kept': { one: '{count} document, {size}', other: '{count} documents, {size}' },
  'upkeep.unfinished': 'Destructions under way',
  'upkeep.not_final': 'Destructions that wait for their final certificate',
  'upkeep.epoch': 'Root key',
  'upkeep.epoch_number': 'epoch {epoch}',
  'upkeep.turned': 'turned',
  'upkeep.clock': 'Clock',
  'upkeep.clock.right': 'right',
  'upkeep.clock.ahead': 'ahead: nothing is destroyed because of it',
  'upkeep.clock.behind': 'behind',
  'upkeep.scrub': 'Last gone through',
  'upkeep.scrub_found': { one: '{count} document, {bad} damaged', other: '{count} documents, {bad} damaged' },
  'upkeep.backup': 'Last copy',
  'upkeep.backup_where': 'in {dir}',
  'upkeep.drill': 'Last rehearsal of a restore',
  'upkeep.drill.good': 'it worked, in {seconds} seconds',
  'upkeep.drill.bad': 'it failed: {problem}',
  'upkeep.never': 'never',
  'upkeep.scrub_now': 'Go through all documents',
  'upkeep.rotate_now': 'Turn the root key',
  'upkeep.begun.scrub': 'The desk goes through all documents now. What it finds will stand here.',
  'upkeep.begun.rotation': 'The root key is being turned. It will stand here when it is done.',
  'upkeep.begun.cleared': 'The alarm is cleared. What goes on raises it again.',
  'upkeep.commands': 'Copies are made, brought back and rehearsed on the command line: backup, restore, drill.',
} as const
