using Quittance.Server.Api.Payments;

namespace Quittance.Server.Showing;

/// <summary>The column <c>details</c>: the fields of one kind, as the dialect writes them.</summary>
internal sealed record StoredMethodDetails(
    string? CardType,
    string? CardBrand,
    string? LastFour,
    string? ExpMonth,
    string? ExpYear,
    string? PayToTheOrderOf,
    string? AddressLine1,
    string? AddressLine2,
    string? City,
    string? StateOrProvince,
    string? PostalCode,
    string? Country,
    string? UtilityId,
    CheckOptionsWire? CheckOptions,
    BalanceWire? AvailableBalance,
    BalanceWire? PendingBalance)
{
    /// <summary>How checks are written, without a whole account number.</summary>
    public CheckOptionsWire? MaskedCheckOptions =>
        CheckOptions is { AccountNumberOverride: { } number } ? CheckOptions with { AccountNumberOverride = StoredMethod.Masked(number) } : CheckOptions;
}
