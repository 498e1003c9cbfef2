import { pair } from './pair';

export const safeText = {
  backup: pair('Backup {at}', '备份 {at}'),
  noBackup: pair('No backup yet', '尚无备份'),
  notCarried: pair('{n} records not carried out', '{n} 条记录未带出'),
  oneNotCarried: pair('1 record not carried out', '1 条记录未带出'),
  manyNotCarried: pair('more than {n} records not carried out', '逾 {n} 条记录未带出'),
  paused: pair('No backups at present', '备份暂停'),

  title: pair('Backups', '备份'),
  each: pair('Made by itself every minute in which something changed, beside the event, and checked whole.', '只要有变动，每分钟自动备份一次，与活动放在一起，并完整校验。'),
  last: pair('Last backup', '最近备份'),
  folder: pair('Folder', '文件夹'),
  now: pair('Back up now', '立即备份'),
  restore: pair('Restore…', '恢复…'),

  way: pair('Restore a backup', '恢复备份'),
  ofEvent: pair('Backups', '备份'),
  titleOf: pair('Restore {event}', '恢复 {event}'),
  takesNothingBack: pair('For a damaged event. Restoring undoes nothing: whatever this laptop’s second copy holds beyond the backup is taken in again, so who was let in since stays let in.', '用于活动数据损坏时。恢复不会撤销任何内容：本机第二份副本中晚于备份的记录会重新收入，此后放行的来宾仍为已放行。'),
  both: pair('Without that copy, or on another laptop, both histories are kept and shown as a finding. No number or badge is used twice.', '若没有该副本，或恢复到另一台电脑，两段历史都会保留，并列为待核实事项。编号和胸卡不会重复使用。'),
  aside: pair('What is there now is kept beside it.', '现有文件会保留在旁边。'),
  closedFirst: pair('The event is closed meanwhile; scan again when it is back.', '其间活动会关闭，恢复后再继续扫描。'),
  from: pair('Folder of the backup, or of the event', '备份或活动所在的文件夹'),
  fromHint: pair('For example on a stick: /media/…', '例如 U 盘：/media/…'),
  look: pair('Look there', '查找备份'),
  none: pair('There is no backup in this folder.', '此文件夹中没有备份。'),
  noneHint: pair('Give the folder of an event, its folder “backups”, or one backup in it.', '请填写活动文件夹、其中的 backups 文件夹，或某一个备份。'),
  copy: pair('A copy under another name', '以其他名称保存的副本'),
  go: pair('Restore', '恢复'),
  restoring: pair('Checking the backup and putting it in place…', '正在校验并恢复…'),
  said: pair('When the event was opened', '打开活动时'),
};
