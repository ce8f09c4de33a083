"""What stands in editions: the commitments of a community station, the rule documents of a subdistrict."""

from __future__ import annotations

from api.commands.governance.deciding import decided, on_day
from api.context import Ctx, Done
from domain.governance import commitments, rule_documents
from domain.governance.commitments import Promise
from domain.governance.rule_documents import Kind, Wording
from domain.ids import CommitmentsId, RuleDocumentsId, community_code, community_id, subdistrict_code
from domain.policy import PolicyProfile
from domain.schema import Events


def commitments_stream(code: str) -> CommitmentsId:
    return CommitmentsId("cmt-" + community_code(community_id(code)))


def rule_documents_stream(code: str) -> RuleDocumentsId:
    return RuleDocumentsId("rdc-" + subdistrict_code(community_id(code)))


def promise(ctx: Ctx, code: str, key: str, promise: Promise) -> Done:
    stream = commitments_stream(code)

    def decide(state: commitments.State | None, profile: PolicyProfile) -> Events:
        given = {"commitments": stream, "key": key, "promise": promise, "on": on_day(ctx), "document": ctx.document}
        return commitments.publish(state, **given, profile=profile)

    return decided(ctx, code, stream, commitments, decide)


def withdraw(ctx: Ctx, code: str, key: str) -> Done:
    def decide(state: commitments.State | None, _: PolicyProfile) -> Events:
        return commitments.withdraw(state, key=key, on=on_day(ctx), document=ctx.document)

    return decided(ctx, code, commitments_stream(code), commitments, decide, begins=False)


def publish_rules(ctx: Ctx, code: str, kind: Kind, wording: Wording) -> Done:
    stream = rule_documents_stream(code)

    def decide(state: rule_documents.State | None, profile: PolicyProfile) -> Events:
        given = {"documents": stream, "kind": kind, "wording": wording, "on": on_day(ctx), "document": ctx.document}
        return rule_documents.publish(state, **given, profile=profile)

    return decided(ctx, code, stream, rule_documents, decide)


def repeal_rules(ctx: Ctx, code: str, kind: Kind) -> Done:
    def decide(state: rule_documents.State | None, _: PolicyProfile) -> Events:
        return rule_documents.repeal(state, kind=kind, on=on_day(ctx), document=ctx.document)

    return decided(ctx, code, rule_documents_stream(code), rule_documents, decide, begins=False)
