using Quittance.Domain.Accounting;
using Quittance.Domain.Businesses;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Accounting;

/// <summary>The tax rates of the books that a business is connected with, by name.</summary>
internal sealed class ListTaxRates(Database database)
{
    private const string Here =
        $"""
        select {TaxRateStore.Columns} from accounting_tax_rates
        where organization_id = $1 and business_id = $2 and accounting_connection_id = $3
        """;

    public async Task<TokenRows<TaxRate>> RunAsync(Caller caller, BusinessId business, TokenPage page, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        await session.Businesses.GetAsync(business, cancel);
        if (await session.FindBooksAsync(business, cancel) is not { } books)
        {
            return page.Of<TaxRate>([]);
        }

        object?[] values = [business.Value, books.Id.Value, page.FromText, page.FromId, page.ReadMax];
        await using var command = page.ReadsDown
            ? session.Sql($"{Here} and ($4::text is null or (name, id) < ($4, $5::uuid)) order by name desc, id desc limit $6", values)
            : session.Sql($"{Here} and ($4::text is null or (name, id) > ($4, $5::uuid)) order by name, id limit $6", values);
        return page.Of(await TaxRateStore.ReadAllAsync(command, cancel));
    }
}
