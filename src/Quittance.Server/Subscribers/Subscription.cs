using System.Buffers.Text;
using System.Security.Cryptography;

namespace Quittance.Server.Subscribers;

/// <summary>Whom to tell of what happens to objects of one type, in all businesses of the organization.</summary>
/// <param name="EventTypes">The actions that are wanted; none means all.</param>
internal sealed record Subscription(
    Guid Id, string ObjectType, IReadOnlyList<string> EventTypes, string Url, SubscriptionStatus Status, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    /// <summary>How the audit log names it.</summary>
    public string Subject => $"subscription_{Id:n}";

    /// <summary>A secret to sign with: 256 random bits.</summary>
    public static string NewSecret() => $"whsec_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32))}";
}

internal enum SubscriptionStatus
{
    Enabled,
    Disabled,
}

/// <summary>What a subscription is to be; null leaves a field as it is.</summary>
internal sealed record SubscriptionChange(string? ObjectType, IReadOnlyList<string>? EventTypes, string? Url);

/// <summary>A subscription and its secret, which is shown this once.</summary>
internal sealed record SubscriptionSecret(Subscription Subscription, string Secret)
{
    /// <summary>Never the secret.</summary>
    public override string ToString() => Subscription.Subject;
}
