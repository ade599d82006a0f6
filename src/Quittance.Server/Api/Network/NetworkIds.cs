using Quittance.Domain.Businesses;
using Quittance.Domain.Invoices;
using Quittance.Domain.Networks;
using Quittance.Domain.Payments;
using Quittance.Server.Users;

namespace Quittance.Server.Api.Network;

/// <summary>The Network dialect's ids: a prefix and a uuid; bare uuids are taken too.</summary>
internal static class NetworkIds
{
    public const string Business = "biz_";
    public const string Connection = "conn_";
    public const string Invitation = "inv_";
    public const string Payable = "pay_";
    public const string Tag = "tag_";
    public const string FundingSource = "fs_";
    public const string Member = "mem_";
    public const string Role = "role_";
    public const string Payment = "pmt_";
    public const string Transaction = "trx_";
    public const string Document = "doc_";
    public const string Token = "tok_";
    public const string Organization = "org_";

    public static BusinessId BusinessOf(string text) => new(Ids.Read(Business, "business", text));

    /// <summary>The business whose side is meant by a query's <c>businessId</c>; null when there is none.</summary>
    public static BusinessId? SideOf(string? text) => string.IsNullOrEmpty(text) ? null : BusinessOf(text);

    public static NetworkConnectionId ConnectionOf(string text) => new(Ids.Read(Connection, "connection", text));

    public static InvitationId InvitationOf(string text) => new(Ids.Read(Invitation, "invitation", text));

    public static Guid TagOf(string text) => Ids.Read(Tag, "tag", text);

    public static InvoiceId PayableOf(string text) => new(Ids.Read(Payable, "payable", text));

    public static UserId MemberOf(string text) => new(Ids.Read(Member, "member", text));

    public static Guid TokenOf(string text) => Ids.Read(Token, "token", text);

    public static PaymentOrderId PaymentOf(string text) => new(Ids.Read(Payment, "payment", text));

    public static PaymentMethodId FundingSourceOf(string text) => new(Ids.Read(FundingSource, "funding source", text));
}
