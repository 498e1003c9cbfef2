import type { Facet } from '../generated/Facet';
import { tr } from './index';
import { named } from './names';
import { type Pair, pair } from './pair';

export type Kind = Facet<string>['facet'];

export const filterText = {
  filter: pair('Filter', '筛选'),
  title: pair('Show only', '只显示'),
  clear: pair('Show all', '显示全部'),
  drop: pair('Take away: {name}', '取消：{name}'),
  close: pair('Show them', '查看'),
  nobody: pair('Nobody fits the filter.', '没有符合筛选的来宾。'),
  nobodyHint: pair('Press Esc to show everybody again, or choose otherwise with Alt F.', '按 Esc 显示全部，或按 Alt F 重新筛选。'),
};

export const KINDS: Record<Kind, Pair> = {
  category: pair('Category', '类别'),
  status: pair('Status', '状态'),
  presence: pair('Presence', '在场'),
  screening: pair('Screening', '安检'),
  badge: pair('Badge', '胸卡'),
  source: pair('List', '名单'),
  mark: pair('To look at', '需留意'),
};

/** What may be chosen of the kinds that are the same in every event. */
export const VALUES = {
  status: {
    approved: pair('On the list', '已批准'),
    pending: pair('Not approved', '待批准'),
    cancelled: pair('Cancelled', '已取消'),
    blocked: pair('Blocked', '已禁止'),
  },
  presence: {
    expected: pair('Not here yet', '未到'),
    inside: pair('Inside', '在场'),
    left: pair('Has left', '已离场'),
  },
  screening: {
    not_begun: pair('Not begun', '未开始'),
    under_way: pair('Under way', '进行中'),
    done: pair('All steps done', '已全部完成'),
    failed: pair('Turned away', '未通过'),
  },
  badge: {
    none: pair('No badge yet', '尚无胸卡'),
    active: pair('Badge made', '已制胸卡'),
    revoked: pair('Revoked', '已作废'),
  },
  mark: {
    note: pair('Note for the door', '有入口提示'),
    differs: pair('Desks differ', '各台记录不一'),
    gone: pair('Gone from its list', '新名单中已无'),
  },
} satisfies Partial<Record<Kind, Record<string, Pair>>>;

const ADDED_HERE = pair('Added at a desk', '工作台添加');

export function labelOf({ facet, value }: Facet<string>): string {
  if (facet === 'category') return named(value);
  if (facet === 'source') return value || tr(ADDED_HERE);
  return tr((VALUES[facet] as Record<string, Pair>)[value] ?? pair(value, value));
}
