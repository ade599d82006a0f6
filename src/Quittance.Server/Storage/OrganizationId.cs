namespace Quittance.Server.Storage;

/// <summary>Names a tenant. It leads every key of the database.</summary>
internal readonly record struct OrganizationId(Guid Value)
{
    public static OrganizationId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    public override string ToString() => $"org_{Value:n}";
}
