import { type Pair, pair } from './pair';

type Line = { keys: string[]; text: Pair };
type Part = { title: Pair; lines: Line[] };

const line = (keys: string, en: string, zh: string): Line => ({ keys: keys ? keys.split(' | ') : [], text: pair(en, zh) });

export const helpTitle = pair('Keys and what to do', '按键与处理办法');

export const helpParts: Part[] = [
  {
    title: pair('At the door', '门口'),
    lines: [
      line('1 – 9', 'Pass that screening step', '该项安检通过'),
      line('⇧1 – ⇧9', 'Fail it: the guest is turned away', '该项不通过：来宾被劝离'),
      line('Alt 1 – 9', 'Waive it, with a reason', '免检，须填原因'),
      line('Esc', 'Next guest: the verdict goes away', '下一位：收起判定'),
      line('/ | Ctrl F', 'Find a guest who has no badge at hand', '查找未带胸卡的来宾'),
      line('X', 'Entry or exit', '切换入场/离场'),
      line('L', 'Look first, then decide', '先看后定'),
      line('O', 'Override as a supervisor, with a reason', '主管人工放行，须填原因'),
      line('C', 'Confirm a second exit', '确认再次离场'),
      line('Ctrl Z', 'Void the last scan, with a reason', '撤销上一次扫描，须填原因'),
      line('M', 'Sound on and off', '开关声音'),
    ],
  },
  {
    title: pair('In the guest list', '来宾列表'),
    lines: [
      line('Alt F', 'Show only some: by category, standing, presence …', '按类别、状态、在场等筛选'),
      line('Ctrl ↵ | Space', 'Select a guest, or let go of one', '选择或取消选择来宾'),
      line('⇧ ↓ | Ctrl A', 'Select on, or all that is shown', '连选；全选所显示的来宾'),
      line('Alt A | Alt C | Alt B', 'Approve, cancel, block: the selected, else the one looked at', '批准、取消资格、禁止入场：所选来宾，未选则为当前来宾'),
      line('Alt K | Alt P', 'Category, badges', '类别、胸卡'),
      line('Alt Z', 'Undo the last of these for all of them', '整体撤销上述操作'),
      line('Alt X', 'Write the list as CSV or Excel', '将名单存为 CSV 或 Excel'),
    ],
  },
  {
    title: pair('Everywhere', '各界面通用'),
    lines: [
      line('Ctrl 1 – 5', 'Scan, guests, import, badges, desks', '扫描、来宾、导入、胸卡、工作台'),
      line('Ctrl L', 'English or Chinese', '切换中英文'),
      line('Ctrl T', 'Night, paper, colour-blind safe', '夜间、纸面、色觉友好'),
      line('Ctrl + | Ctrl −', 'Larger, smaller', '放大、缩小'),
      line('Ctrl W', 'Close the event', '关闭活动'),
      line('F1', 'This page', '本页'),
    ],
  },
  {
    title: pair('What the answers mean', '判定的含义'),
    lines: [
      line('', 'A circle on green: let the guest in. It is already recorded.', '绿底圆形：请放行，已自动记录。'),
      line('', 'A triangle on stripes: somebody must look, or screening is open.', '条纹三角形：需人工核实，或安检未完。'),
      line('', 'An octagon: do not let in. The invitation is not used up.', '八角形：不得入场，邀请不会因此失效。'),
    ],
  },
  {
    title: pair('When the scanner is odd', '扫描器异常时'),
    lines: [
      line('', 'Nothing happens: set it to keyboard mode with Enter at the end.', '没有反应：请设为键盘模式，并以回车结尾。'),
      line('', '“Two at once”: scan one after the other.', '“同时扫了两个”：请逐个扫描。'),
      line('', 'A badge it cannot read: find the guest by name.', '胸卡读不出：按姓名查找来宾。'),
    ],
  },
];
