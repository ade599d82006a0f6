namespace Quittance.Server.Api.Payments;

/// <summary>The Payments dialect's ids: a prefix and a uuid with hyphens, as seed 004 shows them.</summary>
internal static class PaymentsIds
{
    public const string Entity = "ent_";
    public const string Invoice = "in_";
    public const string Transaction = "trx_";
    public const string PaymentMethod = "pm_";

    public static string Write(string prefix, Guid id) => $"{prefix}{id:d}";
}
