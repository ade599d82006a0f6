using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Quittance.Domain.Invoices;
using Quittance.Server.Api.Payments.Documents;
using Quittance.Server.Invoices;
using Quittance.Server.Security;
using Quittance.Server.Showing;
using Quittance.Server.Storage;

namespace Quittance.Server.Downloads;

/// <summary>Reads all bills that a link is for, in the order that it asks for, as of one moment, and never more than a portion of them at a time.</summary>
internal sealed class ReadInvoices(Database database)
{
    /// <summary>Rows of a table.</summary>
    public async IAsyncEnumerable<DownloadedInvoice> RowsAsync(Caller maker, LinkedInvoices wanted, [EnumeratorCancellation] CancellationToken cancel)
    {
        await using var session = await BeginAsync(maker, wanted, cancel);
        while (await session.InvoiceSearch.NextAsync(cancel) is { Count: > 0 } ids)
        {
            var (found, names) = await session.PastTheBusinessWallAsync(
                async () =>
                {
                    var bills = await ShownInvoices.ReadAsync(session, [.. ids.Select(id => id.Value)], cancel);
                    return (bills, await NamesAsync(session, bills.Values, cancel));
                },
                cancel);
            foreach (var id in ids)
            {
                var bill = found[id.Value].Shown;
                yield return new DownloadedInvoice(bill, names[bill.Payer!.Value.Id], bill.Vendor is { } payee ? names[payee.Id] : null);
            }
        }
    }

    /// <summary>Writes a JSON array of them in the dialect's shape.</summary>
    public Task WriteJsonAsync(Caller maker, LinkedInvoices wanted, PipeWriter output, CancellationToken cancel) =>
        JoinedArrays.WriteAsync(PortionsAsync(maker, wanted, cancel), output, cancel);

    private async IAsyncEnumerable<ShownJson> PortionsAsync(Caller maker, LinkedInvoices wanted, [EnumeratorCancellation] CancellationToken cancel)
    {
        await using var session = await BeginAsync(maker, wanted, cancel);
        while (await session.InvoiceSearch.NextAsync(cancel) is { Count: > 0 } ids)
        {
            yield return await session.ShowInvoicesAsync(maker, ids, wanted.Extras, cancel);
        }
    }

    private async Task<TenantSession> BeginAsync(Caller maker, LinkedInvoices wanted, CancellationToken cancel)
    {
        var session = await database.OpenToReadAsync(maker.Organization, maker.Businesses, cancel);
        try
        {
            var page = new InvoicePage(wanted.Order, wanted.IsDescending, wanted.StartingAfter is { } after ? new InvoiceId(after) : null, wanted.Limit ?? int.MaxValue);
            await session.InvoiceSearch.BeginAsync(wanted.Filter, await NamedOfInvoices.FindAsync(session, wanted.Filter, cancel), page, cancel);
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    private static async Task<Dictionary<Guid, string>> NamesAsync(TenantSession session, IEnumerable<ShownInvoice> bills, CancellationToken cancel)
    {
        await using var command = session.Sql(
            "select id, name from parties where organization_id = $1 and id = any ($2)",
            bills.SelectMany(bill => new[] { bill.Shown.Payer?.Id, bill.Shown.Vendor?.Id }).OfType<Guid>().Distinct().ToArray());
        await using var row = await command.ExecuteReaderAsync(cancel);
        var names = new Dictionary<Guid, string>();
        while (await row.ReadAsync(cancel))
        {
            names.Add(row.GetGuid(0), row.GetString(1));
        }

        return names;
    }
}
