namespace Quittance.Server.Intake;

/// <summary>What a caller changes of an invoice connection; what is not set stays.</summary>
/// <param name="SetsWebhookSecret">True sets the secret, null taking it away at once.</param>
/// <param name="Settings">By name; null takes a setting away.</param>
internal sealed record InvoiceConnectionChange(
    string? ApiKey, bool SetsWebhookSecret, string? WebhookSecret, bool? Active, IReadOnlyDictionary<string, string?>? Settings)
{
    /// <summary>The settings after the change.</summary>
    public IReadOnlyDictionary<string, string> AppliedTo(IReadOnlyDictionary<string, string> settings)
    {
        var changed = new Dictionary<string, string>(settings, StringComparer.Ordinal);
        foreach (var (name, value) in Settings ?? new Dictionary<string, string?>())
        {
            if (value is null)
            {
                changed.Remove(name);
            }
            else
            {
                changed[name] = value;
            }
        }

        return changed;
    }
}
