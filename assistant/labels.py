"""What people call the fields of an official document, in the order in which they are listed."""

from __future__ import annotations

from index.schema import FieldName

LABELS = {
    FieldName.TITLE: "标题",
    FieldName.DOC_NUMBER: "发文字号",
    FieldName.ISSUER: "发文机关",
    FieldName.DATE: "成文日期",
    FieldName.PUBLISHED: "发布日期",
    FieldName.ADDRESSEE: "主送对象",  # not 机关: a reply goes to a deputy
    FieldName.PROPOSAL_NUMBER: "建议号",
    FieldName.DISCLOSURE: "公开属性",
    FieldName.KIND: "文种",
    FieldName.REGION: "地区",
}
