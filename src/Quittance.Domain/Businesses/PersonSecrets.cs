namespace Quittance.Domain.Businesses;

/// <summary>What a person has to prove who they are; it is sealed when it is stored and never told again.</summary>
/// <param name="GovernmentId">A US social security number, <c>123-45-6789</c>.</param>
public sealed record PersonSecrets(DateOnly? BirthDate, string? GovernmentId)
{
    public static PersonSecrets None { get; } = new(null, null);

    /// <inheritdoc/>
    public override string ToString() => "***";
}
