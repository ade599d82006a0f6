namespace Quittance.Domain.Intake;

/// <summary>A provider could not be asked, or did not give what was asked for.</summary>
/// <param name="message">For the user, in the provider's own words where there are some; never a secret.</param>
/// <param name="retryAfter">How long the provider asked to be left alone.</param>
public sealed class ProviderException(ProviderFault fault, string message, TimeSpan? retryAfter = null, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What kind of failure it is.</summary>
    public ProviderFault Fault => fault;

    /// <summary>How long the provider asked to be left alone; null when it did not say.</summary>
    public TimeSpan? RetryAfter => retryAfter;
}

/// <summary>Why a call to a provider failed.</summary>
public enum ProviderFault
{
    /// <summary>A setting or the key is missing.</summary>
    NotConfigured,

    /// <summary>The provider does not know the key, or has revoked it.</summary>
    CredentialsRefused,

    /// <summary>The key is known but may not do this.</summary>
    Forbidden,

    /// <summary>What was asked for is not there any more.</summary>
    NotFound,

    /// <summary>Too many calls.</summary>
    RateLimited,

    /// <summary>The provider has a fault of its own, or cannot be reached.</summary>
    Unavailable,

    /// <summary>It did not answer in time.</summary>
    TimedOut,

    /// <summary>It answered something that its protocol does not allow.</summary>
    BadAnswer,

    /// <summary>It answered more than is read.</summary>
    TooLarge,

    /// <summary>Its address is not one that this server may call.</summary>
    AddressForbidden,

    /// <summary>It understood the call and refused it.</summary>
    Rejected,
}

/// <summary>What a person can do about a failure.</summary>
public static class ProviderFaultHint
{
    /// <summary>One sentence that says what to do next.</summary>
    public static string Of(ProviderFault fault) => fault switch
    {
        ProviderFault.NotConfigured => "Complete the connection's settings; GET /invoice-providers names the fields.",
        ProviderFault.CredentialsRefused => "Get a new API key from the provider and PATCH it as apiKey.",
        ProviderFault.Forbidden => "Give the key the right to read supplier invoices at the provider.",
        ProviderFault.NotFound => "Check settings.baseUrl and the paths; a single bill that is gone needs nothing.",
        ProviderFault.RateLimited => "Nothing to do: it is tried again when the provider allows it. A longer settings.interval calls less often.",
        ProviderFault.Unavailable => "Nothing to do unless it lasts: it is tried again by itself. Then look at the provider's status page, and at settings.baseUrl.",
        ProviderFault.TimedOut => "Nothing to do unless it lasts: it is tried again by itself.",
        ProviderFault.BadAnswer => "Check that settings.baseUrl is the provider's API; if it is, tell the provider what is shown here.",
        ProviderFault.TooLarge => "Ask the provider or the supplier for a smaller document.",
        ProviderFault.AddressForbidden => "Use the provider's public https address, or have the operator add its network to QUITTANCE_ALLOWED_NETWORKS.",
        ProviderFault.Rejected => "Read the provider's message, correct what it names and try again.",
        _ => throw new ArgumentOutOfRangeException(nameof(fault)),
    };
}
