using Quittance.Domain.Businesses;
using Quittance.Domain.Payments;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Payments;

/// <summary>Adds a place that a business pays from and is paid to. The same account again answers the one that is there.</summary>
internal sealed class AddFundingSource(Idempotency idempotency, TimeProvider clock)
{
    public Task<FundingSourceView> RunAsync(Caller caller, BusinessId business, NewFundingSource content, CancellationToken cancel) =>
        idempotency.OnceAsync(caller, new { operation = nameof(AddFundingSource), business, content }, async session =>
        {
            await session.Businesses.HoldAsync(business, cancel);
            var now = clock.GetUtcNow();
            var offered = content.At(PaymentMethodId.New(now), business, now);

            var method = await session.PaymentMethods.AddAsync(offered, content.Number, cancel);
            await session.PaymentMethods.ConfirmAsync(method.Id, now, cancel); // It may have been read from a bill before; now its owner vouches for it.
            if (method.Id == offered.Id)
            {
                session.Audit.Add(caller.Actor, "funding_source.added", $"{method.Id}", null, method);
                session.Events.Add("funding_source.added", method.Id.Value, new { id = method.Id.Value, method.Kind, BusinessId = business.Value });
            }

            return await session.ViewFundingSourceAsync(business, method.Id, cancel);
        }, cancel);
}

/// <summary>What a caller says of a new funding source.</summary>
/// <param name="Number">IBAN or account number in the clear; null for a wallet.</param>
internal sealed record NewFundingSource(
    PaymentMethodKind Kind, string? AccountName, BankAccountFormat? Format, BankAccountType? AccountType, string? RoutingNumber, string? Number)
{
    private const int ShownDigits = 4;

    public PaymentMethod At(PaymentMethodId id, BusinessId business, DateTimeOffset now) => new(
        id, business, Kind, AccountName, Format, AccountType, RoutingNumber, Number?[^ShownDigits..], IsConfirmed: true, IsFrozen: false, now, now);

    /// <summary>Never the number.</summary>
    public override string ToString() => $"{Kind} ****";
}
