namespace Quittance.Connectors.Documents.Pdf;

/// <summary>
/// What reading one PDF may cost. The format lets a few bytes point at each other, be parsed again and again, or inflate without
/// end; sums over the whole file bound all of that at once.
/// </summary>
internal sealed class PdfBudget(int fileLength)
{
    /// <summary>How many bytes all decoded streams may have together.</summary>
    public const int InflatedMax = 64 * 1024 * 1024;

    /// <summary>How many numbers, names, strings, arrays and dictionaries are kept in memory at once.</summary>
    public const int ValuesMax = 500_000;

    /// <summary>How many objects a file may have.</summary>
    public const int ObjectsMax = 500_000;

    /// <summary>How deep arrays and dictionaries may nest.</summary>
    public const int DepthMax = 64;

    // A file is read about once; damage makes it a few times.
    private const int PassesMax = 16;
    private const int SmallFile = 1024 * 1024;

    private long _bytesLeft = PassesMax * (long)Math.Max(fileLength, SmallFile);
    private long _inflatedLeft = InflatedMax;
    private int _valuesLeft = ValuesMax;

    public void SpendBytes(long bytes)
    {
        _bytesLeft -= bytes;
        if (_bytesLeft < 0)
        {
            throw TooComplex();
        }
    }

    public void SpendInflated(int bytes)
    {
        _inflatedLeft -= bytes;
        if (_inflatedLeft < 0)
        {
            throw new PdfException("inflates_too_much", $"The streams of the PDF inflate to more than {InflatedMax} bytes.");
        }
    }

    public void SpendValue()
    {
        if (--_valuesLeft < 0)
        {
            throw TooComplex();
        }
    }

    /// <summary>Does something whose values are dropped again, so that they do not count.</summary>
    public T Forgetting<T>(Func<T> work)
    {
        var left = _valuesLeft;
        try
        {
            return work();
        }
        finally
        {
            _valuesLeft = left;
        }
    }

    private static PdfException TooComplex() =>
        new("pdf_too_complex", "The PDF takes more work to read than any invoice needs.");
}
