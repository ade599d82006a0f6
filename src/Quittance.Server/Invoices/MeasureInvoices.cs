using Quittance.Domain;
using Quittance.Domain.Invoices;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Invoices;

/// <summary>How many bills there are, and how much they come to.</summary>
/// <param name="Status">Null where they are not told apart by it.</param>
/// <param name="Day">The first day of the span of time that they belong to; null where they are not told apart by it.</param>
internal sealed record InvoiceMeasure(InvoiceStatus? Status, Currency Currency, DateOnly? Day, long Count, decimal AmountMinor);

/// <summary>How bills are told apart when they are counted.</summary>
/// <param name="By">Which of their dates counts; null for none.</param>
/// <param name="Span">Each of <c>day</c>, <c>week</c>, <c>month</c> or <c>year</c> by itself.</param>
internal sealed record InvoiceGrouping(bool ByStatus, InvoiceDateKind? By, string Span);

/// <summary>Counts the bills of a business and adds them up, by currency.</summary>
internal sealed class MeasureInvoices(Database database)
{
    /// <param name="entity">Id or foreign id.</param>
    public async Task<IReadOnlyList<InvoiceMeasure>> RunAsync(Caller caller, string entity, InvoiceSearchFilter filter, InvoiceGrouping grouping, CancellationToken cancel)
    {
        await using var session = await database.OpenToReadAsync(caller.Organization, caller.Businesses, cancel);
        filter = await session.OnlyOfAsync(filter, entity, null, cancel);
        return await session.InvoiceSearch.MeasureAsync(filter, await NamedOfInvoices.FindAsync(session, filter, cancel), grouping, cancel);
    }
}
