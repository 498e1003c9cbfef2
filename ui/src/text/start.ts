import { pair } from './pair';

export const startText = {
  claim: pair('The desk that never needs a network.', '无需网络的签到台。'),
  create: pair('New event', '新建活动'),
  createHint: pair('Name it, drop in the guest list, print badges, open the door.', '命名、导入名单、打印胸卡、开门迎宾。'),
  sample: pair('Try the sample event', '试用示例活动'),
  sampleHint: pair('Made-up guests to scan and play with.', '用虚构来宾随意试用。'),
  recent: pair('Open again', '最近的活动'),
  noRecent: pair('Events you open will wait here.', '打开过的活动会列在这里。'),
  name: pair('What is the event called?', '活动名称'),
  capacity: pair('How many may be inside at once?', '场内人数上限'),
  capacityHint: pair('Leave empty for no limit', '留空表示不限'),
  timezone: pair('Time zone', '时区'),
  go: pair('Create event', '创建活动'),
  nameNeeded: pair('An event needs a name.', '请填写活动名称。'),
  capacityBad: pair('A whole number from 1, or nothing.', '请填写不小于 1 的整数，或留空。'),
  listWaits: pair('{file} is read as soon as the event is there.', '活动创建后即读取 {file}。'),
  other: pair('Folder of another event', '其他活动的文件夹'),
  open: pair('Open', '打开'),
};
