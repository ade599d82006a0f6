using Quittance.Domain.Businesses;

namespace Quittance.Domain.Intake;

/// <summary>A business wired to an invoice provider (seed 003). Its secrets are not in here: they are opened only to call the provider.</summary>
/// <param name="Provider">The key of a provider's profile.</param>
/// <param name="LastPolledAt">The last poll that succeeded.</param>
public sealed record InvoiceConnection(
    InvoiceConnectionId Id, BusinessId BusinessId, string Provider, bool IsActive, bool HasApiKey, bool HasWebhookSecret,
    IReadOnlyDictionary<string, string> Settings, DateTimeOffset? LastPolledAt, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

/// <summary>Names an invoice connection.</summary>
public readonly record struct InvoiceConnectionId(Guid Value)
{
    /// <summary>A fresh id that sorts by <paramref name="now"/>.</summary>
    public static InvoiceConnectionId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    /// <inheritdoc/>
    public override string ToString() => $"inc_{Value:n}";
}
