using Npgsql;
using Quittance.Domain.Businesses;
using Quittance.Domain.Payments;
using Quittance.Server.Storage;

namespace Quittance.Server.Payments;

/// <summary>Which of a business's rows of <c>payment_methods</c> it pays from, and which it is paid to, where nothing else is said.</summary>
internal readonly struct DefaultPaymentMethodStore(TenantSession session)
{
    private const string Columns = PaymentMethodRows.Columns;

    /// <summary>The method that the business pays from by default, else its wallet, which is made when it is first needed.</summary>
    public Task<PaymentMethod> SourceOrWalletAsync(BusinessId business, DateTimeOffset now, CancellationToken cancel) => FindOrWalletAsync(
        session.Sql($"select {Columns} from payment_methods where organization_id = $1 and business_id = $2 and is_default_source and not is_frozen", business.Value),
        business, now, cancel);

    /// <summary>The method that the business is paid to by default, else its wallet, which is made when it is first needed.</summary>
    public Task<PaymentMethod> DestinationOrWalletAsync(BusinessId business, DateTimeOffset now, CancellationToken cancel) => FindOrWalletAsync(
        session.Sql($"select {Columns} from payment_methods where organization_id = $1 and business_id = $2 and is_default_destination and not is_frozen", business.Value),
        business, now, cancel);

    /// <summary>Makes one of the business's methods its default in place of the one before; null takes the default away.</summary>
    /// <param name="asSource">Whether that is what the business pays from; false leaves that as it is.</param>
    /// <param name="asDestination">Whether that is what the business is paid to; false leaves that as it is.</param>
    public async Task SetAsync(BusinessId business, PaymentMethodId? id, bool asSource, bool asDestination, DateTimeOffset now, CancellationToken cancel)
    {
        object?[] values = [business.Value, id?.Value, asSource, asDestination, now];

        // First the old one goes: the index that allows one default looks at every row as it is written.
        await session.Parties.ChangedByAsync(
            session.Sql(
                """
                update payment_methods
                set is_default_source = is_default_source and not $4, is_default_destination = is_default_destination and not $5, updated_at = $6
                where organization_id = $1 and business_id = $2 and id is distinct from $3::uuid
                  and (is_default_source and $4 or is_default_destination and $5)
                returning id
                """,
                values),
            cancel);
        await session.Parties.ChangedByAsync(
            session.Sql(
                """
                update payment_methods
                set is_default_source = is_default_source or $4, is_default_destination = is_default_destination or $5, updated_at = $6
                where organization_id = $1 and business_id = $2 and id = $3::uuid
                  and (not is_default_source and $4 or not is_default_destination and $5)
                returning id
                """,
                values),
            cancel);
    }

    private async Task<PaymentMethod> FindOrWalletAsync(NpgsqlCommand query, BusinessId business, DateTimeOffset now, CancellationToken cancel)
    {
        await using (query)
        {
            return (await PaymentMethodRows.ReadAllAsync(session, query, cancel)).SingleOrDefault() ?? await session.PaymentMethods.AddAsync(
                new PaymentMethod(PaymentMethodId.New(now), business, PaymentMethodKind.Wallet, null, null, null, null, null, true, false, now, now), null, cancel);
        }
    }
}
