using Quittance.Domain;
using Quittance.Domain.Payments;
using Quittance.Server.Storage;

namespace Quittance.Server.Payments;

/// <summary>The numbers of checks, which each bank account in <c>payment_methods</c> counts by itself.</summary>
internal readonly struct CheckNumberStore(TenantSession session)
{
    /// <summary>Takes the number for the next check on a bank account. No other session gets one of it before this one ends.</summary>
    public async Task<int> NextAsync(PaymentMethodId source, CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            update payment_methods
            set next_check_number = coalesce(next_check_number, (details -> 'checkOptions' ->> 'initialCheckNumber')::int, $3) + 1
            where organization_id = $1 and id = $2 and kind = 'bank_account' and not is_mirror
            returning next_check_number - 1
            """,
            source.Value, CheckOptions.FirstNumber);
        return await command.ExecuteScalarAsync(cancel) is int number
            ? number
            : throw new RefusedException(Refusal.PaymentMethodUnusable, $"Checks are written on bank accounts, and {source} is none.");
    }

    /// <summary>Lets the numbers go on from another one, if none from there on is taken.</summary>
    /// <returns>Whether it is so.</returns>
    public async Task<bool> RestartAsync(PaymentMethodId source, int number, CancellationToken cancel) => await session.Sql(
        """
        update payment_methods set next_check_number = $3
        where organization_id = $1 and id = $2
          and ($3 >= next_check_number or next_check_number is null
               or not exists (select from transactions t where t.organization_id = $1 and t.source_id = $2 and t.check_number >= $3))
        """,
        source.Value, number).ExecuteAsync(cancel) > 0;
}
