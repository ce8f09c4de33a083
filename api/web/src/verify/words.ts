// What the page says, Chinese and English side by side: whoever opens it has no settings. {name} is filled in.

export const WORDS: Record<string, [string, string]> = {
  title: ['稽核包核验', 'Verify a bundle'],
  hint: [
    '本页是一个文件，不联网：选入稽核包文件夹中的全部文件，再选您自己保存的公钥。随包的 keys.txt 与本页都可能被人替换，最好都用您自己保存的一份。',
    'One file, no network: choose all files of the bundle, then the public key that you hold yourself. The keys.txt and the page in the bundle may be anybody’s: best use your own copies.',
  ],
  bundle: ['稽核包文件（可拖入）', 'Files of the bundle (or drop them here)'],
  key: ['您自己保存的公钥', 'The public key you hold'],
  held: ['此前保存的检查点（可不选）', 'Checkpoints kept before (optional)'],
  part: ['这是节选：不要求全部记录', 'This is a part: not every record is in it'],
  run: ['核验', 'Verify'],
  busy: ['核验中…', 'Verifying …'],
  native: ['签名由浏览器自带的 Ed25519（WebCrypto）验证', 'Signatures are verified by the browser’s own Ed25519 (WebCrypto)'],
  fallback: [
    '此浏览器没有 Ed25519：签名由本页自带的程序（noble-curves）验证',
    'This browser has no Ed25519: signatures are verified by code in this page (noble-curves)',
  ],
  holds: ['全部成立', 'Everything holds'],
  broken: ['不成立', 'It does not hold'],
  'ok.checkpoints': ['检查点 {count} 个，签名有效，最新 {size} 条', '{count} checkpoints signed by the log, the newest of {size}'],
  'ok.witness': ['见证 {name}：最新 {size} 条', 'witness {name}: up to {size}'],
  'ok.leaves': ['叶子 {count} 条，与每个检查点的根相符（前后一致）', '{count} leaves give the root of every checkpoint (each extends the one before)'],
  'ok.events': ['记录 {count} 条，与叶子逐一相符，各流版本连续（共 {size} 条）', '{count} of {size} records fit their leaves, versions dense'],
  'ok.rows': ['{file}：{count} 行，与 {pages} 页逐一相符', '{file}: {count} rows fit their {pages} pages'],
  'ok.part': ['{file}：{count} 行，各在其页之内（是否齐全无从证明）', '{file}: {count} rows, each in its page (not that none is missing)'],
  'ok.held': ['与您保存的 {count} 个检查点相符', 'fits the {count} checkpoints you hold'],
  keys: ['公钥文件应恰有一个日志公钥', 'The key file must hold exactly one log key'],
  missing: ['缺少文件 {file}', '{file} is missing'],
  unreadable: ['{file} 第 {line} 行无法读取', '{file}, line {line}: unreadable'],
  none_signed: ['没有签名检查点', 'There is no signed checkpoint'],
  signature: ['第 {line} 个检查点的签名不是该日志公钥所签', 'Checkpoint {line} is not signed by this log key'],
  cosignature: ['第 {line} 个检查点的见证签名无效', 'Checkpoint {line}: a witness’s signature is not valid'],
  shrinks: ['第 {line} 个检查点比前一个小，或同样大小却不同', 'Checkpoint {line} is smaller than the one before, or another of its size'],
  order: ['位置 {position} 重复或次序颠倒', 'Position {position} stands twice or out of order'],
  root: ['位置 {after} 之后至 {position} 与检查点（{size} 条）不符', 'After position {after} up to {position}: not as signed (of {size})'],
  count: ['叶子 {leaves} 条，最新检查点 {size} 条', '{leaves} leaves, the newest checkpoint covers {size}'],
  changed: ['位置 {position} 的记录被改动', 'The record at position {position} was changed'],
  removed: ['位置 {position} 的记录被删除（节选请勾选上面的选项）', 'The record at position {position} was taken out (of a part: tick the box above)'],
  inserted: ['位置 {position} 的记录未曾签名，系插入', 'The record at position {position} was never signed: it was put in'],
  versions: ['位置 {position}：{stream} 的版本不连续', 'Position {position}: the versions of {stream} are not dense'],
  held_other: ['您保存的检查点（{size} 条）与此不符：历史被整体改写', 'The checkpoint you hold (of {size}) does not fit: history was rewritten'],
  older: ['您保存的检查点更新（{size} 条）：此处被回退或截尾', 'You hold a newer checkpoint (of {size}): rolled back or cut'],
  page: ['位置 {position}：封页不接前一页', 'Position {position}: the page does not follow the one before'],
  rows: ['{file} 第 {page} 页（行 {first}–{last}）与封页不符', '{file}, page {page} (rows {first}–{last}): not as closed'],
  row_beyond: ['{file}：行 {number} 不在任何一页之内，系插入', '{file}: row {number} is in no page: it was put in'],
  path: ['{file}：行 {number} 不在所称的页之内', '{file}: row {number} is not in the page it is said to be in'],
}

export type Facts = Record<string, string | number>

/** Both languages of a line. */
export function said(code: string, facts: Facts = {}): [string, string] {
  const fill = (words: string) => words.replace(/\{(\w+)\}/g, (_, name: string) => String(facts[name] ?? '?'))
  const [chinese, english] = WORDS[code] ?? [code, code]
  return [fill(chinese), fill(english)]
}
