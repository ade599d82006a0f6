using System.Text.Json;
using System.Text.Json.Serialization;

namespace Quittance.Server.Api.Payments.Documents;

/// <summary>An answer of the dialect, ready to be sent: JSON in which every mark has been replaced, in pieces that are not joined before.</summary>
/// <remarks>It can be remembered with an <c>Idempotency-Key</c> like any other answer.</remarks>
[JsonConverter(typeof(AsItIs))]
internal sealed class ShownJson(IReadOnlyList<ReadOnlyMemory<byte>> pieces) : IResult
{
    public ShownJson(ReadOnlyMemory<byte> utf8)
        : this([utf8])
    {
    }

    public ReadOnlyMemory<byte> Utf8 => pieces is [var whole] ? whole : Joined();

    public ShownJson InOnePiece() => pieces.Count == 1 ? this : new(Joined());

    /// <summary>Bytes of the whole.</summary>
    public int Length => pieces.Sum(piece => piece.Length);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = "application/json; charset=utf-8";
        var length = Length;
        response.ContentLength = length;
        await response.StartAsync(httpContext.RequestAborted);
        CopyTo(response.BodyWriter.GetSpan(length));
        response.BodyWriter.Advance(length);
        await response.BodyWriter.FlushAsync(httpContext.RequestAborted);
    }

    private byte[] Joined()
    {
        var json = new byte[Length];
        CopyTo(json);
        return json;
    }

    private void CopyTo(Span<byte> output)
    {
        foreach (var piece in pieces)
        {
            piece.Span.CopyTo(output);
            output = output[piece.Length..];
        }
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
