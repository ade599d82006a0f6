using System.Text.Json;
using System.Text.Json.Serialization;
using Quittance.Domain;

namespace Quittance.Server.Storage;

/// <summary>A currency is stored as its ISO 4217 code and looked up again.</summary>
internal sealed class StoredCurrency : JsonConverter<Currency>
{
    public override Currency Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Currency.Of(reader.GetString()!);

    public override void Write(Utf8JsonWriter writer, Currency value, JsonSerializerOptions options) => writer.WriteStringValue(value.Code);
}
