// Words of the notice board.

import { speak } from '../shared/words.svelte'

export const tell = speak({
  telephones: ['公布的电话', 'Published telephones'],
  hotline: ['便民服务热线', 'Hotline'],
  supervision: ['监督电话', 'Supervision'],
  unpublished: ['未公布', 'not published'],
  changePhones: ['公布电话', 'Publish telephones'],
  hanging: ['正在公示', 'Hanging now'],
  count: ['{count} 条', '{count}'],
  forAll: ['居民在触摸屏和公开接口上都能看到；不写身份证号和手机号。', 'Residents read it on the hall’s screen and by the public interface: no ID number and no mobile telephone.'],
  nothing: ['目前没有公示', 'Nothing hangs at present'],
  published: ['{at} 发布', 'published {at}'],
  until: ['公示至 {on}', 'until {on}'],
  forGood: ['长期公示', 'until taken down'],
  publish: ['发布公示', 'Publish a notice'],
  remove: ['撤下', 'Take down'],
  kind: ['类别', 'Kind'],
  kind_knowledge: ['网格化管理知识', 'about the grids'],
  kind_commitment: ['服务承诺', 'promise of service'],
  kind_feedback: ['办理反馈', 'what became of it'],
  kind_general: ['其他公示', 'other'],
  title: ['标题', 'Title'],
  body: ['内容', 'Text'],
  lastDay: ['公示至（可不填）', 'Last day (optional)'],
  reason: ['理由', 'Reason'],
} as const)

export type Tell = Parameters<typeof tell>[0]
