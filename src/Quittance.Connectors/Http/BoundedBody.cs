using Quittance.Domain.Intake;

namespace Quittance.Connectors.Http;

/// <summary>Reads bodies of strangers without trusting their size.</summary>
public static class BoundedBody
{
    /// <summary>From this size on a body counts as large, in bytes.</summary>
    public const int LargeBytes = 1024 * 1024;

    /// <summary>How many large bodies the process reads at once, so that many providers together cannot fill its memory.</summary>
    public const int LargeAtOnce = 8;

    private const int PieceBytes = 16 * 1024;

    private static readonly SemaphoreSlim Large = new(LargeAtOnce);

    /// <summary>The whole body after decompression, if it is not larger than the limit. Reading stops at the first byte too many.</summary>
    /// <exception cref="ProviderException">The body is too large.</exception>
    public static async Task<byte[]> ReadBoundedAsync(this HttpContent content, int bytesMax, CancellationToken cancel)
    {
        if (content.Headers.ContentLength > bytesMax)
        {
            throw TooLarge(bytesMax);
        }

        var isLarge = false;
        await using var body = await content.ReadAsStreamAsync(cancel);
        using var kept = new MemoryStream();
        try
        {
            var piece = new byte[PieceBytes];
            while (await body.ReadAsync(piece, cancel) is > 0 and var read)
            {
                if (kept.Length + read > bytesMax)
                {
                    throw TooLarge(bytesMax);
                }

                kept.Write(piece, 0, read);
                if (!isLarge && kept.Length >= LargeBytes)
                {
                    await Large.WaitAsync(cancel); // The others are not read on meanwhile; the exchange's time goes on.
                    isLarge = true;
                }
            }

            return kept.ToArray();
        }
        finally
        {
            if (isLarge)
            {
                Large.Release();
            }
        }
    }

    private static ProviderException TooLarge(int bytesMax) => new(ProviderFault.TooLarge, $"The answer is larger than {bytesMax} bytes.");
}
