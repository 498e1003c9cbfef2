// A small made-up event for the browser and the tests.
import type { GuestView } from '../generated/GuestView';
import type { Status } from '../generated/Status';
import type { StepView } from '../generated/StepView';

export const STEPS = [
  { key: 'id', en: 'ID check', zh: '证件核验' },
  { key: 'metal', en: 'Metal detector', zh: '金属探测' },
  { key: 'bag', en: 'Bag check', zh: '箱包检查' },
];

export const CATEGORIES = [
  { name: 'Engineer', colour: '#2f6fb0' },
  { name: 'Speaker', colour: '#9a6c20' },
  { name: 'Press', colour: '#8d3b72' },
  { name: 'Guest', colour: '#5b6b7a' },
  { name: 'Staff', colour: '#3d7a5a' },
];

// name | company | category | status | attention
const PEOPLE = `欧阳思源|Eastlake University|Engineer||
Łukasz Żak|Northwind|Guest||
Mia Çelik|Acme Broadcasting|Press||
单雄信|Kestrel Robotics|Engineer||Wheelchair: lift beside the cloakroom
Tom O’Brien|Fernhill|Guest|cancelled|
陈大文|Harbour Labs|Engineer||
王伟|Eastlake University|Engineer||
王薇|Kestrel Robotics|Engineer|pending|
王文远|Independent|Engineer||
Wang Wei|Gazette|Press||
Wang Wenjun|Fernhill|Speaker|pending|
欧阳望舒|Harbour Labs|Engineer||
Nguyễn Thị Minh Khai|Lotus Systems|Speaker||Speaks at 20:15, enters by the back door
Wolfeschlegelsteinhausenbergerdorff-Hohenzollern, Maximilian Alexander|Bureau of Very Long Names and Associates|Guest||
Priya Raghunathan|Northwind|Engineer||
José García Márquez|Acme Broadcasting|Press|blocked|
Aoife Ní Bhriain|Fernhill|Staff||
李明|Harbour Labs|Staff||
张伟|Eastlake University|Engineer||
尉迟恭|Kestrel Robotics|Guest||
Sofia Lindqvist|Nordljus|Engineer||
Yusuf Demir|Nordljus|Engineer||
Hannah Müller|Gazette|Press||
Kwame Mensah|Lotus Systems|Engineer||
林小雨|Independent|Guest||
Ivan Petrov|Northwind|Engineer||
Amélie Laurent|Acme Broadcasting|Speaker||
黄志强|Lotus Systems|Engineer||
Olu Adeyemi|Harbour Labs|Engineer||
Grace Kim|Nordljus|Engineer||`;

export const codeOf = (index: number): string => `1200${'0'.repeat(26)}${String(index + 1).padStart(4, '0')}`;

const untouched = (): StepView[] =>
  STEPS.map(({ key, en }) => ({ step: key, label: en, state: 'not_done', at: null, by: null }));

function person(line: string, index: number): GuestView {
  const [name = '', company = '', category = 'Guest', status = '', attention = ''] = line.split('|');
  return {
    id: String(index + 1).padStart(32, '0'),
    reference: `L-${1000 + index}`,
    name,
    email: `guest${index + 1}@example.org`,
    phone: index % 3 === 0 ? `138 0013 ${String(8000 + index)}` : null,
    company,
    title: null,
    category,
    colour: CATEGORIES.find((one) => one.name === category)?.colour ?? '#5b6b7a',
    status: (status || 'approved') as Status,
    attention: attention || null,
    source: 'luma',
    presence: { state: 'expected', zone: null, since: null },
    screening: untouched(),
    party: { companions: 0, unnamed: 0, named: [], with: null },
    source_said: [],
    gone: false,
    badge: index % 5 === 4 ? null : { code: codeOf(index), number: `1-${4_026_531 + index * 7919}`, state: 'active' },
  };
}

export const people = (): GuestView[] => PEOPLE.split('\n').map(person);

/** Many guests, to see a long list move. */
export function crowd(count: number): GuestView[] {
  const lines = PEOPLE.split('\n');
  return Array.from({ length: count }, (_, index) => person(lines[index % lines.length] ?? '', index));
}
