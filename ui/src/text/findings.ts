import { type Pair, pair } from './pair';

export const findingText = {
  title: pair('Findings', '待核实'),
  one: pair('1 finding to look at', '有 1 项待核实'),
  many: pair('{n} findings to look at', '有 {n} 项待核实'),
  look: pair('Look', '查看'),
  none: pair('Nothing to look at.', '没有待核实的事项。'),
  noneHint: pair('What two desks tell differently is listed here once their files were taken in.', '收入其他工作台的文件后，各台说法不一之处会列在这里。'),
  explained: pair('explained since', '已有解释'),
  done: pair('Acknowledged', '已确认'),
  sides: pair('Both sides', '双方记录'),
  what: pair('What was it?', '情况是？'),
  own: pair('In your own words…', '自行填写…'),
  go: pair('Acknowledge', '确认'),
  hint: pair('The finding is kept, with what you say and who you are. No count and no record is changed by it.', '此事项会连同您的说明和身份一并保留，不会改动任何人数或记录。'),
};

type Kind = { name: Pair; advice: Pair; outcomes: Pair[] };

const kind = (en: string, zh: string, adviceEn: string, adviceZh: string, ...outcomes: [string, string][]): Kind => ({
  name: pair(en, zh),
  advice: pair(adviceEn, adviceZh),
  outcomes: outcomes.map(([one, other]) => pair(one, other)),
});
const LOOKED: [string, string] = ['Looked at; nothing to do', '已查看，无需处理'];

export const FINDINGS: Record<string, Kind> = {
  double_entry: kind(
    'Let in twice', '重复入场',
    'Find the guest and look at the badge. Two people with one badge: ask for both invitations.', '请找到该来宾并核对胸卡。若两人用同一胸卡，请分别核对邀请。',
    ['One person, scanned at two desks', '同一人，在两个工作台被扫描'],
    ['Two people with one badge', '两人使用同一胸卡'],
    ['Went out without a scan and came back', '离场未扫描，后又返回'],
  ),
  cloned_desk: kind(
    'One desk on two laptops', '同一工作台在两台电脑上',
    'Both laptops go on, and nothing is lost. Open a fresh kit on one of the two.', '两台电脑都可继续，不会丢失记录。请在其中一台上打开新的接入包。',
    ['A fresh kit is opened on one of them', '其中一台已改用新的接入包'],
    ['A backup was restored', '恢复过备份'],
    ['One of the laptops is put away', '其中一台已停用'],
  ),
  clock_off: kind('A clock is off', '时钟有偏差', 'Set that laptop’s clock. What happened first is told by the records, not by clocks.', '请校准该电脑的时钟。先后次序以记录为准，不看时钟。', ['The clock is set', '时钟已校准'], LOOKED),
  concurrent_edit: kind('Changed at two desks', '两台同时修改', 'Both values are kept. Write the right one once more.', '两个值都保留着。请重新写入正确的值。', ['The right value is written', '已写入正确的值'], LOOKED),
  screening_conflict: kind('Screening told differently', '安检结果不一', 'The stricter result counts. Screen the guest again if it is wrong.', '以较严的结果为准。如有误，请重新安检。', ['Screened again', '已重新安检'], LOOKED),
  replaced_badge_used: kind('A replaced badge was used', '旧胸卡被使用', 'Somebody came in on a badge that had been replaced. Look who wears it.', '有人持已换发的旧卡入场。请查看佩戴者。', ['The old badge is taken away', '旧卡已收回'], ['Two people with one invitation', '两人共用一份邀请'], LOOKED),
  two_badges: kind('Two badges for one guest', '一人两张胸卡', 'The newer one counts. Take the other away.', '以较新的一张为准，请收回另一张。', ['The other badge is taken away', '另一张已收回'], LOOKED),
  over_capacity: kind('More inside than allowed', '超出人数上限', 'Stop entry until enough have left.', '请停止入场，直到有足够的人离场。', ['Entry was stopped', '已停止入场'], ['Counted by hand: fewer', '人工清点：人数较少'], LOOKED),
  correction_twice: kind('Corrected at two desks', '两台都更正了人数', 'Both corrections count. Take one back if they meant the same.', '两次更正都计入。如为同一件事，请撤销其中一次。', ['They meant different people', '更正的是不同的人'], ['One is taken back', '已撤销其中一次'], LOOKED),
  not_allowed: kind('Not that desk’s to say', '超出该工作台权限', 'It is kept and counts nowhere. Do it at an organiser’s desk if it was meant.', '已保留但不计入。如确有需要，请在组织者工作台操作。', ['Done at an organiser’s desk', '已在组织者工作台完成'], LOOKED),
  unknown_fact: kind('Needs a newer Gatehouse', '需要新版 Gatehouse', 'It is kept and passed on. Install the newer version here to see it.', '已保留并会继续传递。请在本机安装新版后查看。', LOOKED),
};

export const OTHER_FINDING: Kind = kind('To look at', '请查看', '', '', LOOKED);
