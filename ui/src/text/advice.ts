// What to do about each reason, for whoever stands at the door.
import { type Pair, pair } from './pair';

export type Advice = { act: Pair; why: Pair };

const say = (actEn: string, actZh: string, whyEn: string, whyZh: string): Advice => ({
  act: pair(actEn, actZh),
  why: pair(whyEn, whyZh),
});

const ADVICE: Record<string, Advice> = {
  other_event: say('Ask for tonight’s badge, or find the guest by name', '请出示本活动胸卡，或按姓名查找', 'This badge is genuine, but of another event.', '此胸卡属实，但属于另一活动。'),
  not_authentic: say('Keep calm, call a supervisor', '保持冷静，请主管到场', 'The check digits do not fit this event: copied, altered or badly read. Scan once more first.', '校验不符：可能是仿制、改动或误读。请先再扫一次。'),
  unknown_code: say('Scan once more, or find the guest by name', '请再扫一次，或按姓名查找', 'No guest on this laptop has this code.', '本机名单中没有此码对应的来宾。'),
  not_a_badge: say('Scan the square code on the badge', '请扫描胸卡上的方形码', 'What was read is no badge. Nothing was recorded.', '读到的不是胸卡，未作记录。'),
  ambiguous_code: say('Find the guest by name', '请按姓名查找来宾', 'More than one guest came with this code.', '有多位来宾使用同一个码。'),
  issued_elsewhere: say('Check the identity document, then override with the name on the badge', '核对证件后，按胸卡姓名人工放行', 'Genuine, made at a desk this laptop has not heard from yet.', '胸卡属实，由尚未与本机同步的工作台制作。'),
  badge_revoked: say('Keep the badge and call a supervisor', '收下胸卡并请主管到场', 'It was reported lost or taken back.', '该胸卡已挂失或收回。'),
  badge_replaced: say('Ask for the new badge', '请出示新胸卡', 'A newer badge was made for this guest; this one no longer counts.', '该来宾的胸卡已换发，此卡失效。'),
  guest_cancelled: say('Ask the organiser', '请询问组织者', 'The guest cancelled, or was taken off the list.', '该来宾已取消或被移出名单。'),
  guest_blocked: say('Call a supervisor, do not discuss it here', '请主管到场，勿在此讨论', 'The organiser has blocked this guest.', '组织者已禁止该来宾入场。'),
  not_approved: say('Ask the organiser to approve', '请组织者批准', 'The registration is still waiting for approval.', '报名尚待批准。'),
  watch_list: say('Ask the guest to wait a moment and call a supervisor', '请来宾稍候并请主管到场', 'A supervisor needs to have a look.', '需要主管查看。'),
  wrong_zone: say('Show the way to the right entrance', '请指引至正确入口', 'This category is not let into this area.', '该类别不可进入此区域。'),
  too_early: say('Ask the guest to wait', '请来宾稍候', 'The doors are not open yet.', '尚未开门。'),
  too_late: say('Ask the organiser', '请询问组织者', 'The doors have closed.', '入场时间已过。'),
  already_inside: say('Call a supervisor if this is really the guest', '若确为本人，请主管到场', 'One badge, two people, or a badge handed back over the rope. Nothing has been used up.', '可能一卡两人，或胸卡被递回。本次未占用任何名额。'),
  reentry_forbidden: say('Ask a supervisor', '请询问主管', 'Coming back in is not allowed at this event.', '本活动不允许再次入场。'),
  entry_stopped: say('Ask the guest to wait here', '请来宾在此等候', 'Entry is stopped. Exits go on.', '已停止入场，离场照常。'),
  capacity_reached: say('One out, one in', '出一位，进一位', 'The limit is reached. An exit frees a place.', '已达人数上限，有人离场后方可入场。'),
  screening_failed: say('Turned away at screening: call a supervisor', '安检未通过：请主管到场', 'Only a supervisor may clear a failed step.', '仅主管可解除未通过的项目。'),
  screening_missing: say('Send to screening', '请先安检', 'Pass the open steps with their keys.', '按对应数字键记录通过。'),
  screening_expired: say('Screen again', '请重新安检', 'An earlier pass no longer holds.', '先前的安检已失效。'),
};

const ELSE = say('Call a supervisor', '请主管到场', 'This answer is new to this window.', '此界面尚不认识该判定。');

export const adviceFor = (code: string): Advice => ADVICE[code] ?? ELSE;
export const ADVISED = Object.keys(ADVICE);
