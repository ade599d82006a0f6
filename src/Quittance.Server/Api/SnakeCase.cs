using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Quittance.Server.Api;

/// <summary>Writes and reads the fields of a type in snake_case, where a dialect's contract has them so; everything else is camelCase.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class SnakeCaseAttribute : Attribute;

internal static class SnakeCase
{
    /// <summary>To be added to the resolver, so that bodies and documents agree.</summary>
    public static void Apply(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object || !type.Type.IsDefined(typeof(SnakeCaseAttribute), inherit: true))
        {
            return;
        }

        foreach (var property in type.Properties)
        {
            if (property.AttributeProvider is MemberInfo member && !member.IsDefined(typeof(JsonPropertyNameAttribute), inherit: true))
            {
                property.Name = JsonNamingPolicy.SnakeCaseLower.ConvertName(member.Name);
            }
        }
    }
}
