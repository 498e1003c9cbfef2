import { pair } from './pair';

export const guestText = {
  approved: pair('On the list', '已列入'),
  pending: pair('Not approved', '待批准'),
  cancelled: pair('Cancelled', '已取消'),
  blocked: pair('Blocked', '已禁止'),
  insideSince: pair('Inside since {at}', '{at} 入场'),
  leftAt: pair('Left at {at}', '{at} 离场'),
  noBadge: pair('No badge yet', '尚无胸卡'),
  badgeMade: pair('Badge made', '已制胸卡'),
  badgeRevoked: pair('Badge revoked', '胸卡已作废'),
  badgeReplaced: pair('Badge replaced', '胸卡已更换'),
};
