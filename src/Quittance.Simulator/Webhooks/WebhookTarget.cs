namespace Quittance.Simulator.Webhooks;

/// <summary>Where one provider of an account sends what happens.</summary>
internal sealed record WebhookTarget(string Id, Provider Provider, Uri Url, string Secret, SignatureScheme Scheme, string Header)
{
    /// <summary>Whether each change of a bill is sent by itself; else only what the control API orders.</summary>
    public bool IsAutomatic { get; init; } = true;

    /// <summary>Why the provider gave the target up; null while it did not. Pennylane does at the first 401, 403, 404 or 410.</summary>
    public string? DisabledReason { get; init; }

    public static (SignatureScheme Scheme, string Header) UsualOf(Provider provider) => provider switch
    {
        Provider.Pennylane => (SignatureScheme.Timestamped, "X-Pennylane-Signature"),
        Provider.Qonto => (SignatureScheme.Timestamped, "X-Qonto-Signature"),
        // XP Z12-013 leaves it open (section 5.6.4); this is the connector's default.
        Provider.Afnor => (SignatureScheme.Standard, "webhook-signature"),
        Provider.Http or Provider.Yooz => (SignatureScheme.BodyHex, "X-Webhook-Signature"),
    };
}
