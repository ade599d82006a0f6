namespace Quittance.Server.Showing;

/// <summary>What is shown of entities beside themselves.</summary>
/// <param name="MetadataKeys">The keys of metadata that are asked for.</param>
internal sealed record EntityExtras(IReadOnlyList<string> MetadataKeys, bool PaymentMethods)
{
    public static EntityExtras None { get; } = new([], PaymentMethods: false);
}
