// How the made-up event answers at its door: enough of the rules to see every verdict.
import type { DecisionKind } from '../generated/DecisionKind';
import type { Direction } from '../generated/Direction';
import type { GuestView } from '../generated/GuestView';
import type { Lang } from '../generated/Lang';
import type { Said } from '../generated/Said';
import { STEPS } from './fake-data';

export type Answer = { decision: DecisionKind; reasons: Said[]; notes: Said[] };

const say = (lang: Lang, code: string, en: string, zh: string): Said => ({ code, text: lang === 'zh' ? zh : en });

export const missing = (guest: GuestView): string[] =>
  guest.screening.filter((step) => step.state !== 'passed' && step.state !== 'waived').map((step) => step.step);

function refusal(guest: GuestView, lang: Lang, stopped: boolean): Said[] {
  const reasons: Said[] = [];
  if (guest.badge?.state === 'revoked') reasons.push(say(lang, 'badge_revoked', 'This badge was revoked', '此胸卡已作废'));
  if (guest.status === 'cancelled') reasons.push(say(lang, 'guest_cancelled', 'This guest was cancelled', '该来宾已取消'));
  if (guest.status === 'blocked') reasons.push(say(lang, 'guest_blocked', 'This guest is blocked', '该来宾已被禁止入场'));
  if (guest.status === 'pending') reasons.push(say(lang, 'not_approved', 'Not approved yet', '尚未批准'));
  if (guest.presence.state === 'inside') {
    const since = guest.presence.since?.slice(11, 16) ?? '';
    reasons.push(
      say(lang, 'already_inside', `Already inside since ${since}, door, Desk 1`, `${since} 已入场，入口：door，Desk 1`),
    );
  }
  if (stopped) reasons.push(say(lang, 'entry_stopped', 'Entry is stopped', '已停止入场'));
  return reasons;
}

function screening(guest: GuestView, lang: Lang): Answer | null {
  const label = (key: string) => {
    const step = STEPS.find((one) => one.key === key);
    return lang === 'zh' ? (step?.zh ?? key) : (step?.en ?? key);
  };
  const failed = guest.screening.filter((step) => step.state === 'failed').map((step) => label(step.step));
  if (failed.length > 0) {
    const text = say(lang, 'screening_failed', `Not passed: ${failed.join(', ')}`, `未通过：${failed.join('、')}`);
    return { decision: 'refuse', reasons: [text], notes: [] };
  }
  const lacking = missing(guest).map(label);
  if (lacking.length === 0) return null;
  const text = say(lang, 'screening_missing', `Still to do: ${lacking.join(', ')}`, `还差：${lacking.join('、')}`);
  return { decision: 'refer', reasons: [text], notes: [] };
}

export function decide(guest: GuestView, direction: Direction, stopped: boolean, lang: Lang): Answer {
  const notes = guest.attention ? [say(lang, 'attention', guest.attention, guest.attention)] : [];
  if (direction === 'exit') {
    const left = guest.presence.state === 'left';
    if (guest.presence.state === 'expected') notes.push(say(lang, 'not_inside', 'Was not inside', '此前不在场内'));
    if (left) notes.push(say(lang, 'exit_repeated', 'Left already: press C if the guest had come back in', '已离场：若其曾返回场内请按 C'));
    return { decision: 'admit', reasons: [], notes };
  }
  const reasons = refusal(guest, lang, stopped);
  if (reasons.length > 0) return { decision: 'refuse', reasons, notes };
  return screening(guest, lang) ?? { decision: 'admit', reasons: [], notes };
}

export function stranger(code: string, lang: Lang): Said {
  if (!/^\d{34}$/.test(code)) return say(lang, 'unknown_code', 'This code is not known here', '此处不认识这个码');
  if (code.startsWith('1')) return say(lang, 'not_authentic', 'This badge was not made for this event', '此胸卡不是本活动制作的');
  return say(lang, 'other_event', 'A badge of another event', '另一活动的胸卡');
}
