using Quittance.Domain.Intake;

namespace Quittance.Connectors.Http;

/// <summary>Reads bodies of strangers without trusting their size.</summary>
public static class BoundedBody
{
    private const int PieceBytes = 16 * 1024;

    /// <summary>The whole body after decompression, if it is not larger than the limit. Reading stops at the first byte too many.</summary>
    /// <exception cref="ProviderException">The body is too large.</exception>
    public static async Task<byte[]> ReadBoundedAsync(this HttpContent content, int bytesMax, CancellationToken cancel)
    {
        if (content.Headers.ContentLength > bytesMax)
        {
            throw TooLarge(bytesMax);
        }

        await using var body = await content.ReadAsStreamAsync(cancel);
        using var kept = new MemoryStream();
        var piece = new byte[PieceBytes];
        while (await body.ReadAsync(piece, cancel) is > 0 and var read)
        {
            if (kept.Length + read > bytesMax)
            {
                throw TooLarge(bytesMax);
            }

            kept.Write(piece, 0, read);
        }

        return kept.ToArray();
    }

    private static ProviderException TooLarge(int bytesMax) => new(ProviderFault.TooLarge, $"The answer is larger than {bytesMax} bytes.");
}
