using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Quittance.Domain.Invoices;
using Quittance.Server.Api.Network;
using Quittance.Server.Approvals;
using Quittance.Server.Networks;
using Quittance.Server.Security;
using Quittance.Server.Showing;
using Quittance.Server.Storage;
using Quittance.Tests.Network;

namespace Quittance.Tests.Payments;

/// <summary>A payer with people and policies, and bills that wait for their approvals.</summary>
internal sealed record ApprovalDesk(Desk Desk)
{
    public Tenant Tenant => Desk.Tenant;

    /// <summary>The payer as the dialect names it.</summary>
    public string Payer => PaymentsSteps.EntityOf(Desk.Payer);

    public string Vendor => PaymentsSteps.EntityOf(Desk.Payee);

    public string Policies => $"/entity/{Payer}/approval-policies";

    public string PolicyPath => $"/entity/{Payer}/approval-policy";

    public static async Task<ApprovalDesk> OpenAsync(TestServer server, object? autoApproval = null) => new(await Desk.OpenAsync(server, autoApproval));

    public static object ByRoles(int count, params string[] roles) => ByRoles(false, count, roles);

    public static object ByRoles(bool autoAssign, int count, params string[] roles) =>
        new { type = "approver", numApprovers = count, identifierList = new { type = "rolesList", value = roles }, autoAssign };

    /// <summary>A trigger that looks at a bill's metadata.</summary>
    public static object Noted(string key, params string[] values) => new { type = "metadata", key, value = values };

    public static object ByUsers(int count, params string[] users) => new { type = "approver", numApprovers = count, identifierList = new { type = "userList", value = users } };

    /// <summary>One of the payer's people.</summary>
    /// <returns>The id as the dialect writes it.</returns>
    public Task<string> UserAsync(string name, params string[] roles) => Tenant.BusinessUserAsync(Desk.Payer, name, roles);

    public async Task<Answer> PolicyAsync(object rule, string upstream = "root", params object[] trigger) =>
        (await Tenant.PostAsync(PolicyPath, new { trigger, rule, upstreamPolicyId = upstream })).Ok();

    /// <summary>A bill that the payee has submitted.</summary>
    /// <param name="metadata">What the payer's organization notes beside it before.</param>
    public async Task<string> BillAsync(decimal amount = 100m, object? metadata = null)
    {
        var payable = (await Desk.PayableAsync(amount, metadata is null ? "SUBMITTED" : "DRAFT")).Text("id");
        if (metadata is not null)
        {
            await Tenant.SqlAsync(
                """
                insert into invoice_plans (organization_id, invoice_id, creator_id, metadata) values ($1, $2, $3, $4::jsonb)
                on conflict (organization_id, invoice_id) do update set metadata = excluded.metadata
                """,
                NetworkSteps.Uuid(payable), NetworkSteps.Uuid(Desk.Payee), JsonSerializer.Serialize(metadata));
            (await Desk.SenderStepAsync(payable, "submit")).Ok();
        }

        return $"in_{NetworkSteps.Uuid(payable):d}";
    }

    /// <summary>What the payer's policies say to a submitted bill that they have not asked anybody about.</summary>
    public static async Task<RequestedApprovals> RequestAsync(Tenant tenant, string payable)
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var session = await tenant.Server.Services.GetRequiredService<Database>().OpenAsync(tenant.Id, cancel);
        var row = await BothSides.LockInvoiceAsync(session, NetworkIds.PayableOf(payable), cancel);
        var requested = await session.RequestApprovalsAsync(row.Invoice, tenant.Server.Clock.GetUtcNow(), cancel);
        await session.CommitAsync(cancel);
        return requested;
    }

    public Task<Answer> ApproveAsync(string bill, string user, string? text = null) => Tenant.PostAsync($"/invoice/{bill}/approve", new { userId = user, text });

    public Task<Answer> RejectAsync(string bill, string user, string? text = null) => Tenant.PostAsync($"/invoice/{bill}/reject", new { userId = user, text });

    public Task<Answer> AssignAsync(string bill, string user, string? slot = null) =>
        Tenant.PostAsync($"/invoice/{bill}/add-approver", new { userId = user, approvalSlotId = slot });

    /// <summary>The bill as the dialect shows it.</summary>
    public Task<JsonElement> ShownAsync(string bill) => ShownAsync(Tenant, bill);

    public static async Task<JsonElement> ShownAsync(Tenant tenant, string bill)
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var session = await tenant.Server.Services.GetRequiredService<Database>().OpenAsync(tenant.Id, cancel);
        var shown = await session.ShowInvoiceAsync(Caller.System(tenant.Id, "test"), new InvoiceId(NetworkSteps.Uuid(bill)), cancel);
        using var json = JsonDocument.Parse(shown.Utf8);
        return json.RootElement.Clone();
    }

    /// <summary>The actions of a bill's slots, in order.</summary>
    public async Task<string> ActionsAsync(string bill) => string.Join(' ', await SlotsAsync(bill, "action"));

    public async Task<IReadOnlyList<string?>> SlotsAsync(string bill, string field) =>
    [
        .. (await ShownAsync(bill)).GetProperty("approvers").EnumerateArray()
            .Select(slot => slot.TryGetProperty(field, out var value) ? value.ToString() : null),
    ];

    public async Task<string> StatusAsync(string bill) => (await ShownAsync(bill)).GetProperty("status").GetString()!;

    public static string PayableOf(string bill) => $"pay_{NetworkSteps.Uuid(bill):n}";
}

/// <summary>What tests of approvals put into the database because it comes from elsewhere.</summary>
internal static class ApprovalSteps
{
    /// <param name="name">Also the foreign id.</param>
    public static async Task<string> BusinessUserAsync(this Tenant tenant, string business, string name, params string[] roles) =>
        (await tenant.PostAsync($"/entity/{PaymentsSteps.EntityOf(business)}/user", new { foreignId = name, name, roles })).Ok().Text("id");

    /// <summary>Runs SQL with <c>$1</c> as the organization.</summary>
    public static async Task SqlAsync(this Tenant tenant, string sql, params object[] values)
    {
        await using var command = tenant.Server.Owner.CreateCommand(sql);
        command.Parameters.Add(new() { Value = tenant.Id.Value });
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
