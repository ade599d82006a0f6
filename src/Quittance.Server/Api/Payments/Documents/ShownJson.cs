using System.Text.Json;
using System.Text.Json.Serialization;

namespace Quittance.Server.Api.Payments.Documents;

/// <summary>An answer of the dialect, ready to be sent: JSON in which every mark has been replaced.</summary>
/// <remarks>It can be remembered with an <c>Idempotency-Key</c> like any other answer.</remarks>
[JsonConverter(typeof(AsItIs))]
internal sealed class ShownJson(ReadOnlyMemory<byte> utf8) : IResult
{
    public ReadOnlyMemory<byte> Utf8 => utf8;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = utf8.Length;
        await response.BodyWriter.WriteAsync(utf8, httpContext.RequestAborted);
    }

    private sealed class AsItIs : JsonConverter<ShownJson>
    {
        public override ShownJson Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            using var json = JsonDocument.ParseValue(ref reader);
            return new ShownJson(System.Text.Encoding.UTF8.GetBytes(json.RootElement.GetRawText()));
        }

        public override void Write(Utf8JsonWriter writer, ShownJson value, JsonSerializerOptions options) =>
            writer.WriteRawValue(value.Utf8.Span, skipInputValidation: true);
    }
}
