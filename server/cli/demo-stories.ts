import type { CATEGORIES } from '../db/schema.ts'

type Name = 'ann' | 'carl' | 'bea' | 'noor'

export type Story = {
  owner: 'ann' | 'carl'
  daysAgo: number
  subject: string
  category: (typeof CATEGORIES)[number]
  body: string
  files?: { name: string; type: string; bytes: number }[]
  /** A serial key. */
  secret?: { label: string; text: string }
  /** A user name and a password, to be destroyed once support has read them. */
  once?: { label: string; text: string }
  replies: { by: Name; body: string; note?: true }[]
  solved?: true
  /** Its owner opened the shutter. */
  open?: true
  /** Its owner had this document destroyed, counted from 1. */
  destroys?: number
}

/** What a small desk hears in a fortnight. */
export const STORIES: Story[] = [
  {
    owner: 'ann',
    daysAgo: 14,
    subject: 'Second screen black after waking, docking station DS-40',
    category: 'hardware',
    body: 'Unplugging the dock for ten seconds helps until the next time. Windows 11, all updates.',
    replies: [
      { by: 'noor', body: 'Which firmware does the dock show under **Settings › Devices**?' },
      { by: 'ann', body: '1.12.' },
      {
        by: 'noor',
        body: 'Firmware 1.18 cures it for good:\n\n1. plug the dock into one computer only,\n2. run the updater,\n3. wait for the second blink, about four minutes.',
      },
      { by: 'ann', body: 'Three days without a black screen. Thank you.' },
    ],
    solved: true,
    open: true,
  },
  {
    owner: 'ann',
    daysAgo: 11,
    subject: 'Can one licence serve two sites during a move?',
    category: 'licences',
    body: 'We move from Lyon to 14 rue des Tanneurs, 44000 Nantes in December. Can one licence serve two sites meanwhile? The serial is WX7Q-81MD-4KFA-PC19.',
    secret: { label: 'Drawing program, second seat', text: 'WX7Q-81MD-4KFA-PC19' },
    replies: [
      {
        by: 'bea',
        body: 'Yes, for 30 days. Write to the licence desk with the order number and both addresses; they add a second seat at no cost.',
      },
      {
        by: 'ann',
        body: 'Done, thank you. If anybody else moves: ask for them on 04 78 42 10 65, between ten and noon. The old console was at 192.0.2.44.',
      },
    ],
    solved: true,
    open: true,
  },
  {
    owner: 'carl',
    daysAgo: 9,
    subject: 'Le calendrier décale les réunions d’une heure depuis octobre',
    category: 'mail',
    body: 'Toutes les réunions créées avant le 25 octobre ont bougé. Les nouvelles sont justes.',
    replies: [
      {
        by: 'bea',
        body: 'Le fuseau horaire de la boîte est resté sur l’été. Le remettre **sur la boîte**, pas sur l’ordinateur, suffit.',
      },
      { by: 'carl', body: 'C’est rentré dans l’ordre.' },
    ],
    solved: true,
    open: true,
  },
  {
    owner: 'carl',
    daysAgo: 6,
    subject: 'Backup client stops at 99 % on files with an accent in the name',
    category: 'software',
    body: 'Happens with é and ç, never without. The log says `ENAMETOOLONG`. Version 5.2 on Debian 13.',
    replies: [
      {
        by: 'bea',
        body: 'We can see it here too. A fix is being tested; until then, shorten the folder name by twenty characters.',
      },
    ],
    open: true,
  },
  {
    owner: 'ann',
    daysAgo: 3,
    subject: 'October invoice does not open',
    category: 'other',
    body: 'The reader says that the file is damaged. I have put it into the vault.',
    files: [{ name: 'invoice-october.pdf', type: 'application/pdf', bytes: 90_400 }],
    replies: [
      {
        by: 'bea',
        body: 'The download was cut. Here is how to fetch it again: open it from the account page, not from the letter.',
      },
    ],
    solved: true,
    destroys: 1,
  },
  {
    owner: 'ann',
    daysAgo: 2,
    subject: 'Licence “in use on another computer”',
    category: 'licences',
    body: 'Since Friday the drawing program says *“licence in use on another computer”*. It is installed on one computer only. Version 12.4, Windows 11.',
    files: [{ name: 'licence-screen.png', type: 'image/png', bytes: 412_300 }],
    secret: { label: 'Drawing program, one seat', text: 'WX7Q-9K2M-4TPL-1119' },
    replies: [
      {
        by: 'bea',
        body: 'Same as the other day: the old computer still holds the seat. She replaced it in October.',
        note: true,
      },
      {
        by: 'bea',
        body: 'Good morning. The licence server still counts the computer you replaced in October.\n\nI can free the seat myself, but I need to compare the serial with the one on the server. May I open it?',
      },
    ],
  },
  {
    owner: 'carl',
    daysAgo: 1,
    subject: 'Impossible de me connecter depuis que j’ai changé de téléphone',
    category: 'signin',
    body: 'Les codes viennent encore de l’ancien téléphone, que je n’ai plus.',
    replies: [],
  },
  {
    owner: 'carl',
    daysAgo: 0.3,
    subject: 'VPN drops every 20 minutes on the train',
    category: 'network',
    body: 'Always after a tunnel, and it does not come back by itself. The account to try it with is in the vault.',
    once: { label: 'VPN account to try it with', text: 'vpn-trial-07\nPoplar-94-Cabin-Thirteen' },
    replies: [
      { by: 'noor', body: 'Which train, and which network does the phone share?' },
      { by: 'carl', body: 'The 7:40 to Lyon. The phone shares 4G.' },
    ],
  },
  {
    owner: 'ann',
    daysAgo: 0.4,
    subject: 'Guest Wi-Fi drops every tablet in the meeting room',
    category: 'network',
    body: 'Since the move, tablets lose the guest network after ten minutes. The Wi-Fi password is Poplar-Cabin-22, the access point answers at 10.20.4.17.\n\nA technician may come to 14 rue des Tanneurs, 44000 Nantes; the code of the door is 4471B.',
    replies: [
      {
        by: 'noor',
        body: 'The access point throws out whoever has been idle. Set *idle timeout* to 8 hours and tell us whether it holds. My direct line is 01 42 68 53 12.',
      },
    ],
  },
  {
    owner: 'ann',
    daysAgo: 0.1,
    subject: 'New starter on 1 December: laptop and badge',
    category: 'hardware',
    body: 'One person, design team. The contract is in the vault, for the date and nothing else.',
    files: [{ name: 'contract.pdf', type: 'application/pdf', bytes: 268_000 }],
    replies: [],
  },
]
