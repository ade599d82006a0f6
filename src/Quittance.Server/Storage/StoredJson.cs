using System.Text.Json;
using System.Text.Json.Serialization;
using Quittance.Domain;

namespace Quittance.Server.Storage;

/// <summary>How records are written into json columns: the words of the code, enums by name, codes and numbers as their text.</summary>
internal static class StoredJson
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Converters =
        {
            new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower),
            new AsText<Currency>(currency => currency.Code, Currency.Of),
            new AsText<Siren>(siren => siren.Text, text => Siren.TryParseLenient(text, out var siren) ? siren : null),
            new AsText<Siret>(siret => siret.Text, text => Siret.TryParseLenient(text, out var siret) ? siret : null),
            new AsText<VatNumber>(vat => vat.Text, text => VatNumber.TryParseLenient(text, out var vat) ? vat : null),
            new AsText<Ein>(ein => ein.Text, text => Ein.TryParse(text, out var ein) ? ein : null),
        },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        AllowOutOfOrderMetadataProperties = true, // jsonb orders the fields, the one that says which case it is among them.
    };

    private sealed class AsText<T>(Func<T, string> write, Func<string, T?> read) : JsonConverter<T>
        where T : class
    {
        public override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => read(reader.GetString()!);

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(write(value));
    }
}
