using Quittance.Domain.Businesses;
using Quittance.Domain.Invoices;
using Quittance.Server.Api.Payments;
using Quittance.Server.Invoices;
using Quittance.Server.Security;
using Quittance.Server.Showing;
using Quittance.Server.Storage;

namespace Quittance.Server.Papers;

/// <summary>Writes a paper about a bill from what is known of it; it is kept nowhere.</summary>
internal sealed class WritePaper(Database database)
{
    /// <param name="invoice">Id or foreign id.</param>
    /// <param name="write">Which paper it is.</param>
    /// <returns>A PDF.</returns>
    public async Task<byte[]> RunAsync(Caller caller, string invoice, Func<InvoicePaper, byte[]> write, CancellationToken cancel)
    {
        await using var session = await database.OpenToReadAsync(caller.Organization, caller.Businesses, cancel);
        var id = await session.ResolveInvoiceAsync(invoice, cancel);
        return write(await session.PastTheBusinessWallAsync(() => ReadAsync(session, caller, id, cancel), cancel));
    }

    private static async Task<InvoicePaper> ReadAsync(TenantSession session, Caller caller, InvoiceId id, CancellationToken cancel)
    {
        var shown = (await ShownInvoices.ReadAsync(session, [id.Value], cancel))[id.Value].Shown;
        var (payer, payee) = (shown.Payer!.Value.Id, shown.Vendor?.Id);
        var entities = await ShownEntities.ReadAsync(session, payee is { } known ? [payer, known] : [payer], cancel);
        var ends = (shown.Transactions ?? []).SelectMany(transaction => new[] { transaction.PaymentSource.Id, transaction.PaymentDestination.Id }).Distinct().ToList();
        var methods = await ShownMethods.ReadAsync(session, ends, cancel);
        return new InvoicePaper(
            shown, entities[payer], payee is { } vendor ? entities[vendor] : null, methods.Values.Select(method => Visible(caller, method)).ToDictionary(method => method.Id));
    }

    // Account numbers are whole for those only to whom they are everywhere else.
    private static PaymentMethodResponse Visible(Caller caller, (Guid BusinessId, PaymentMethodResponse Masked, PaymentMethodResponse? Whole) method) =>
        method.Whole is { } whole && caller.Permissions.Contains(Permission.Payments) && caller.Sees(new BusinessId(method.BusinessId)) ? whole : method.Masked;
}
