namespace Quittance.Domain.Intake;

/// <summary>A call as it came in.</summary>
/// <param name="Headers">By name, without regard to case; several values of one are joined by commas.</param>
/// <param name="Body">The raw bytes, which are what was signed.</param>
public sealed record InboundWebhook(IReadOnlyDictionary<string, string> Headers, ReadOnlyMemory<byte> Body);

/// <summary>Whether a call is the provider's own.</summary>
public abstract record WebhookVerdict
{
    private WebhookVerdict()
    {
    }

    /// <summary>It is.</summary>
    /// <param name="DedupeKey">Says which call it is, from signed data only, so that a captured call cannot be passed off as another.</param>
    public sealed record Accepted(ReadOnlyMemory<byte> DedupeKey) : WebhookVerdict;

    /// <summary>It is not, or nobody can tell.</summary>
    public sealed record Rejected(WebhookFault Fault) : WebhookVerdict;
}

/// <summary>Why a call was refused.</summary>
public enum WebhookFault
{
    /// <summary>The connection has no webhook secret, so nobody can tell who calls.</summary>
    NoSecret,

    /// <summary>The header that the scheme signs with is not there.</summary>
    NoSignature,

    /// <summary>The signature header, or a time in it, cannot be read.</summary>
    MalformedSignature,

    /// <summary>No signature fits the bytes and a secret.</summary>
    WrongSignature,

    /// <summary>Signed rightly, but more than 300 seconds ago or ahead.</summary>
    OutsideTolerance,

    /// <summary>The connection was deleted.</summary>
    ConnectionDeleted,
}

/// <summary>What a verified call says.</summary>
/// <param name="Event">The provider's name for what happened, at most 200 characters; null when it has none.</param>
/// <param name="Bills">The bills that it is about.</param>
/// <param name="IsHint">The call names no bill but says that there is something new: the provider is to be asked.</param>
/// <param name="Ignored">Why the call needs nothing done; null when it does.</param>
public sealed record WebhookNews(string? Event, IReadOnlyList<AnnouncedBill> Bills, bool IsHint, string? Ignored)
{
    /// <summary>Bills that came or changed.</summary>
    public static WebhookNews Of(string? name, params IReadOnlyList<AnnouncedBill> bills) => new(name, bills, false, null);

    /// <summary>Something happened; ask for it.</summary>
    public static WebhookNews Hint(string? name) => new(name, [], true, null);

    /// <summary>Nothing to do.</summary>
    public static WebhookNews Ignore(string? name, string why) => new(name, [], false, why);
}
