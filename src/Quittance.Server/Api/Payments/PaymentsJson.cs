using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Quittance.Server.Api.Payments;

/// <summary>How the dialect's records are written into documents that are kept, with marks where something is set in later.</summary>
internal static class PaymentsJson
{
    // Nothing reads these as HTML, so letters stay letters.
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Converters = { new UtcTimes() },
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { OmittedNulls.Apply } },
    };

    public static byte[] Write<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Options);
}
