using System.Text.Json.Serialization.Metadata;

namespace Quittance.Server.Api;

/// <summary>Leaves out what is null in the Payments dialect's answers: its published clients take a missing optional field, and stumble over some nulls.</summary>
internal static class OmittedNulls
{
    private const string Place = "Quittance.Server.Api.Payments";

    /// <summary>To be added to the resolver, so that bodies and documents agree.</summary>
    public static void Apply(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object || type.Type.Namespace != Place)
        {
            return;
        }

        foreach (var property in type.Properties.Where(property => property.IsGetNullable))
        {
            property.ShouldSerialize = static (_, value) => value is not null;
        }
    }
}
