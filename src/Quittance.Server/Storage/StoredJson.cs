using System.Text.Json;
using System.Text.Json.Serialization;

namespace Quittance.Server.Storage;

/// <summary>How records are written into json columns: the words of the code, enums by name.</summary>
internal static class StoredJson
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower), new StoredCurrency() },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };
}
